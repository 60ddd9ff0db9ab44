"""
Times STSN's training step in PyTorch, on noise: what `jiagu bench step --reference` compares with.

R0 computes as the published implementation does: channels first, one decoder call for each image, each loss its own
perceptual network and its own pass of every image that it looks at, real ones included.
R1 is the same step tuned by hand: channels last, one perceptual network, real images' features once a batch and
without gradients.

    python stsn_step.py --variant R0 --size 224 --batch 2 --threads 1 > r0.json
"""

import argparse
import json
import resource
import time

import torch
from torch.nn import functional as F

from networks import (
    Decoder,
    FeatureDiscriminator,
    ImageDiscriminator,
    PrivateEncoder,
    SharedEncoder,
    Vgg19,
)

WEIGHTS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1]


def adversarial(scores, answer: float):
    return F.binary_cross_entropy_with_logits(scores, torch.full_like(scores, answer))


def least_squares(scores, answer: float):
    return F.mse_loss(scores, torch.full_like(scores, answer))


def reconstruction(a, b):
    return sum(w * F.l1_loss(x, y.detach()) for w, x, y in zip(WEIGHTS, a, b))


def translation(a, structure, texture):
    low = sum(F.l1_loss(x.mean((2, 3)), y.detach().mean((2, 3))) for x, y in zip(a[:3], texture[:3]))
    return low + sum(w * F.l1_loss(x, y.detach()) for w, x, y in zip(WEIGHTS[3:], a[3:], structure[3:]))


class Step:
    def __init__(self, variant: str, divide: int, classes: int):
        width = 64 // divide
        self.tuned = variant == "R1"
        self.E_g = SharedEncoder(width, classes)
        self.E_n = [PrivateEncoder(width), PrivateEncoder(width)]
        self.G = Decoder(8 * width, 256 // divide, 32 // divide)
        self.D_I = {"s2t": ImageDiscriminator(width), "t2s": ImageDiscriminator(width)}
        self.D_F = FeatureDiscriminator(8 * width, 1024 // divide)
        self.phi_rec = Vgg19(width)
        self.phi_per = self.phi_rec if self.tuned else Vgg19(width)
        modules = [self.E_g, *self.E_n, self.G, *self.D_I.values(), self.D_F, self.phi_rec, self.phi_per]
        if self.tuned:
            for module in modules:
                module.to(memory_format=torch.channels_last)
        backbone = [p for name, p in self.E_g.named_parameters() if not name.startswith("fc.")]
        self.optimizers = [
            torch.optim.SGD(
                [{"params": backbone, "lr": 2.5e-4}, {"params": self.E_g.fc.parameters(), "lr": 2.5e-3}],
                momentum=0.9,
                weight_decay=5e-4,
            ),
            *[torch.optim.Adam(m.parameters(), 1e-3, (0.5, 0.999)) for m in (*self.E_n, self.G)],
        ]
        self.optimize_D_I = [torch.optim.Adam(m.parameters(), 1e-4, (0.5, 0.999)) for m in self.D_I.values()]
        self.optimize_D_F = torch.optim.Adam(self.D_F.parameters(), 1e-4, (0.9, 0.99))
        self.iteration = 0

    def run(self, x_s, y_s, x_t) -> float:
        E_g, (E_ns, E_nt), G, D_I, D_F = self.E_g, self.E_n, self.G, self.D_I, self.D_F
        low_s, struct_s, pool_s, logit_s = E_g(x_s)
        low_t, struct_t, pool_t, _ = E_g(x_t)
        tex_s, tex_t = E_ns(low_s), E_nt(low_t)
        rec_s, t2s = G(struct_s, tex_s, 0), G(struct_t, tex_s, 0)
        rec_t, s2t = G(struct_t, tex_t, 1), G(struct_s, tex_t, 1)

        dis_f = adversarial(D_F(pool_s.detach()), 1) + adversarial(D_F(pool_t.detach()), 0)
        self.descend(dis_f, [self.optimize_D_F])

        if self.iteration % 5 == 0:
            pairs = [(D_I["s2t"], x_t, s2t), (D_I["t2s"], x_s, t2s)]
            for (judge, real, fake), optimizer in zip(pairs, self.optimize_D_I):
                dis_i = 0.5 * least_squares(judge(real), 1) + 0.5 * least_squares(judge(fake.detach()), 0)
                self.descend(dis_i, [optimizer])

        judges = [*D_I.values(), D_F]
        for judge in judges:
            judge.requires_grad_(False)
        cls = F.cross_entropy(logit_s, y_s) + F.cross_entropy(E_g(s2t.detach())[3], y_s)
        feat = adversarial(D_F(pool_t), 1)
        gen = least_squares(D_I["s2t"](s2t), 1) + least_squares(D_I["t2s"](t2s), 1)
        if self.tuned:
            with torch.no_grad():
                phi_s, phi_t = self.phi_rec(x_s), self.phi_rec(x_t)
            rec = reconstruction(self.phi_rec(rec_s), phi_s) + reconstruction(self.phi_rec(rec_t), phi_t)
            per = translation(self.phi_per(s2t), phi_s, phi_t) + translation(self.phi_per(t2s), phi_t, phi_s)
        else:
            phi = self.phi_rec
            rec = reconstruction(phi(rec_s), phi(x_s)) + reconstruction(phi(rec_t), phi(x_t))
            phi = self.phi_per
            per = translation(phi(s2t), phi(x_s), phi(x_t)) + translation(phi(t2s), phi(x_t), phi(x_s))
        total = cls + feat + 0.5 * rec + 0.01 * gen + 0.05 * per
        self.descend(total, self.optimizers)
        for judge in judges:
            judge.requires_grad_(True)
        self.iteration += 1
        return total.item()

    @staticmethod
    def descend(loss, optimizers):
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variant", choices=["R0", "R1"], default="R0")
    parser.add_argument("--size", type=int, default=224, help="pixels of a side")
    parser.add_argument("--divide", type=int, default=1, help="every width of the networks divided by this")
    parser.add_argument("--batch", type=int, default=2, help="images of each domain")
    parser.add_argument("--classes", type=int, default=241)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--steps", type=int, default=5)
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    step = Step(args.variant, args.divide, args.classes)
    x_s, x_t = (torch.rand(args.batch, 3, args.size, args.size) * 2 - 1 for _ in range(2))
    if step.tuned:
        x_s, x_t = (x.contiguous(memory_format=torch.channels_last) for x in (x_s, x_t))
    y_s = torch.randint(args.classes, (args.batch,))
    times, cpu_times = [], []
    for index in range(args.warmup + args.steps):
        started, cpu = time.perf_counter(), time.process_time()
        total = step.run(x_s, y_s, x_t)
        if index >= args.warmup:
            times.append((time.perf_counter() - started) * 1000)
            cpu_times.append((time.process_time() - cpu) * 1000)
    if total != total:
        raise SystemExit("the loss is not a number")
    print(
        json.dumps(
            {
                "name": f"PyTorch {torch.__version__} {args.variant}",
                "milliseconds": times,
                "cpuMilliseconds": cpu_times,
                "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "batch": args.batch,
                "size": args.size,
                "threads": args.threads,
            }
        )
    )


if __name__ == "__main__":
    main()
