"""STSN's iterations from generated weights on generated images, and what is to be looked at."""

from dataclasses import asdict, dataclass, field

import torch
from torch import nn
from torch.nn import functional as F

import generated
from networks import Shape, build


@dataclass
class Rates:
    encoder: float = 5e-6
    featureDiscriminator: float = 2e-6
    reconstruction: float = 2e-5
    imageDiscriminator: float = 2e-6


@dataclass
class Settings:
    """Everything that decides the numbers."""

    shape: Shape = field(default_factory=Shape)
    seed: str = 'dev'
    batch: int = 4
    image_size: int = 64
    steps: int = 3
    total_steps: int = 10
    discriminator_every: int = 5
    rates: Rates = field(default_factory=Rates)
    weight_decay: float = 5e-4
    momentum: float = 0.9
    power: float = 0.9


@dataclass
class Arithmetic:
    """How numbers are computed; the memory format and oneDNN decide which convolution kernels round them."""

    dtype: torch.dtype
    memory_format: torch.memory_format = torch.contiguous_format
    onednn: bool = True


def initialised(settings: Settings) -> nn.ModuleDict:
    """The networks with their generated weights, which float32 holds exactly."""
    nets = build(settings.shape)
    with torch.no_grad():
        for name, parameter, kind, transposed in parameters(nets):
            parameter.copy_(generated.fill(settings.seed, name, kind, parameter.shape, transposed))
    return nets


def parameters(nets: nn.ModuleDict):
    """Name, parameter, kind, and whether it belongs to a transposed convolution."""
    modules = dict(nets.named_modules())
    for name, parameter in nets.named_parameters():
        owner = modules[name.rpartition('.')[0]]
        norm = isinstance(owner, nn.BatchNorm2d) and name.endswith('.weight')
        kind = 'scale' if norm else generated.kind(name)
        yield name, parameter, kind, isinstance(owner, nn.ConvTranspose2d)


def zero_gradient(nets: nn.ModuleDict) -> list[str]:
    """Biases in front of a BatchNorm, which takes the mean away again."""
    return sorted(
        f'{side}.cnn.{i}.bias'
        for side in ('enc_s', 'enc_t')
        for i, layer in enumerate(nets[side].cnn)
        if isinstance(layer, nn.Conv2d)
    )


def reconstruction_loss(a, b):
    return sum(w * F.l1_loss(x, y) for w, x, y in zip([1 / 32, 1 / 16, 1 / 8, 1 / 4, 1], a, b))


def translation_loss(a, structure, texture):
    low = sum(F.l1_loss(a[i].mean((2, 3)), texture[i].mean((2, 3))) for i in range(3))
    return low + F.l1_loss(a[3], structure[3]) / 4 + F.l1_loss(a[4], structure[4])


def bce(score, answer: float):
    return F.binary_cross_entropy_with_logits(score, torch.full_like(score, answer))


def mse(score, answer: float):
    return F.mse_loss(score, torch.full_like(score, answer))


class Training:
    def __init__(self, settings: Settings, arithmetic: Arithmetic):
        self.settings, self.arithmetic = settings, arithmetic
        self.nets = nets = initialised(settings).to(
            dtype=arithmetic.dtype, memory_format=arithmetic.memory_format
        )
        rates = asdict(settings.rates)
        head = list(nets.enc_shared.fc.parameters())
        body = [p for n, p in nets.enc_shared.named_parameters() if not n.startswith('fc.')]
        drawing = [p for name in ('enc_s', 'enc_t', 'dec') for p in nets[name].parameters()]
        judges = [*nets.dis_s2t.parameters(), *nets.dis_t2s.parameters()]
        self.optimizers = {
            'encoder': torch.optim.SGD(
                [{'params': body}, {'params': head, 'factor': 10}],
                lr=rates['encoder'],
                momentum=settings.momentum,
                weight_decay=settings.weight_decay,
            ),
            'reconstruction': torch.optim.Adam(drawing, betas=(0.5, 0.999)),
            'imageDiscriminator': torch.optim.Adam(judges, betas=(0.5, 0.999)),
            'featureDiscriminator': torch.optim.Adam(nets.dis_f.parameters(), betas=(0.9, 0.99)),
        }

    def images(self, name: str) -> torch.Tensor:
        size = self.settings.image_size
        images = generated.uniform(self.settings.seed, name, (self.settings.batch, 3, size, size))
        return images.to(dtype=self.arithmetic.dtype, memory_format=self.arithmetic.memory_format)

    def step(self, i: int) -> dict:
        """One iteration: its losses, forward tensors and gradients of the total."""
        s, nets = self.settings, self.nets
        for name, optimizer in self.optimizers.items():
            for group in optimizer.param_groups:
                rate = getattr(s.rates, name) * (1 - i / s.total_steps) ** s.power
                group['lr'] = rate * group.get('factor', 1)
        x_s, x_t = self.images(f'batch{i}.source'), self.images(f'batch{i}.target')
        y_s = generated.labels(s.seed, f'batch{i}.labels', s.batch, s.shape.classes)
        losses, forward = {}, {}

        low_s, code_s, feat_s, logits_s = nets.enc_shared(x_s)
        low_t, code_t, feat_t, logits_t = nets.enc_shared(x_t)
        private_s, private_t = nets.enc_s(low_s), nets.enc_t(low_t)
        rec_s, rec_t = nets.dec(code_s, private_s, 0), nets.dec(code_t, private_t, 1)
        t2s, s2t = nets.dec(code_t, private_s, 0), nets.dec(code_s, private_t, 1)
        forward |= dict(low_s=low_s, code_s=code_s, feat_s=feat_s, logits_s=logits_s)
        forward |= dict(low_t=low_t, code_t=code_t, feat_t=feat_t, logits_t=logits_t)
        forward |= dict(private_s=private_s, private_t=private_t)
        forward |= dict(rec_s=rec_s, rec_t=rec_t, rec_t2s=t2s, rec_s2t=s2t)

        forward['dis_f_s'], forward['dis_f_t'] = nets.dis_f(feat_s.detach()), nets.dis_f(feat_t.detach())
        losses['dis_f'] = bce(forward['dis_f_s'], 1) + bce(forward['dis_f_t'], 0)
        self.update('featureDiscriminator', losses['dis_f'])
        if i % s.discriminator_every == 0:
            for way, real, fake in (('s2t', x_t, s2t), ('t2s', x_s, t2s)):
                judge = nets[f'dis_{way}']
                real, fake = judge(real), judge(fake.detach())
                losses[f'dis_{way}'] = 0.5 * mse(real, 1) + 0.5 * mse(fake, 0)
                forward |= {f'dis_{way}_real': real, f'dis_{way}_fake': fake}
            self.update('imageDiscriminator', losses['dis_s2t'] + losses['dis_t2s'])

        with torch.no_grad():
            phi_s, phi_t = nets.vgg(x_s), nets.vgg(x_t)
        losses['rec_s'] = reconstruction_loss(nets.vgg(rec_s), phi_s)
        losses['rec_t'] = reconstruction_loss(nets.vgg(rec_t), phi_t)
        losses['per_s2t'] = translation_loss(nets.vgg(s2t), phi_s, phi_t)
        losses['per_t2s'] = translation_loss(nets.vgg(t2s), phi_t, phi_s)
        losses['feat'] = bce(nets.dis_f(feat_t), 1)
        losses['gen_s2t'], losses['gen_t2s'] = mse(nets.dis_s2t(s2t), 1), mse(nets.dis_t2s(t2s), 1)
        losses['cls'] = F.cross_entropy(logits_s, y_s)
        losses['cls_s2t'] = F.cross_entropy(nets.enc_shared(s2t.detach())[3], y_s)
        L = losses
        L['total'] = (
            L['cls'] + L['cls_s2t'] + L['feat'] + 0.5 * (L['rec_s'] + L['rec_t'])
            + 0.01 * (L['gen_s2t'] + L['gen_t2s']) + 0.05 * (L['per_s2t'] + L['per_t2s'])
        )
        self.update('encoder', L['total'], 'reconstruction')
        grads = {
            name: parameter.grad.clone()
            for name, parameter in nets.named_parameters()
            if name.startswith(('enc_', 'dec.'))
        }
        return dict(losses=losses, forward=forward, grads=grads)

    def update(self, name: str, loss: torch.Tensor, also: str | None = None) -> None:
        for parameter in self.nets.parameters():
            parameter.grad = None
        loss.backward()
        for each in (name, also):
            if each:
                self.optimizers[each].step()

    def eval_logits(self) -> torch.Tensor:
        self.nets.eval()
        with torch.no_grad():
            logits = self.nets.enc_shared(self.images('eval.images'))[3]
        self.nets.train()
        return logits
