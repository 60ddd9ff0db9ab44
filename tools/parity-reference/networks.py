"""The networks of STSN (Wang, Deng and Liu, IEEE TIP 31, 2022) in PyTorch, under their published names."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

DEPTHS = {
    'resnet18': (1, [2, 2, 2, 2]),
    'resnet34': (1, [3, 4, 6, 3]),
    'resnet50': (4, [3, 4, 6, 3]),
    'resnet101': (4, [3, 4, 23, 3]),
    'resnet152': (4, [3, 8, 36, 3]),
}
VGG = {'vgg19': [2, 2, 4, 4, 1], 'vgg-small': [1, 2, 2, 2, 1]}


@dataclass
class Shape:
    """Sizes of the networks; those of the published ones are divided by `divisor`."""

    backbone: str = 'resnet18'
    classes: int = 241
    code: int = 8
    divisor: int = 1
    stem_kernel: int = 7
    max_pool: bool = True
    last_stride: int = 2
    stages: int = 5
    pixel_shuffle: bool = False
    vgg: str = 'vgg19'

    def width(self, published: int) -> int:
        return max(1, published // self.divisor)


class Block(nn.Module):
    """A residual block of two 3 x 3 convolutions, or 1 x 1, 3 x 3, 1 x 1 with the stride on the 3 x 3."""

    def __init__(self, before: int, planes: int, stride: int, expansion: int):
        super().__init__()
        kernels = [(3, stride), (3, 1)] if expansion == 1 else [(1, 1), (3, stride), (1, 1)]
        channels = before
        for i, (kernel, step) in enumerate(kernels, 1):
            after = planes * (expansion if i == len(kernels) else 1)
            setattr(self, f'conv{i}', nn.Conv2d(channels, after, kernel, step, kernel // 2, bias=False))
            setattr(self, f'bn{i}', nn.BatchNorm2d(after))
            channels = after
        self.count = len(kernels)
        if stride != 1 or before != channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(before, channels, 1, stride, bias=False), nn.BatchNorm2d(channels)
            )
        else:
            self.downsample = nn.Sequential()

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f'bn{i}')(getattr(self, f'conv{i}')(y))
            if i < self.count:
                y = F.relu(y)
        return F.relu(y + self.downsample(x))


class SharedEncoder(nn.Module):
    """E_g with C as its `fc`."""

    def __init__(self, shape: Shape):
        super().__init__()
        expansion, depths = DEPTHS[shape.backbone]
        width = shape.width(64)
        self.conv1 = nn.Conv2d(3, width, shape.stem_kernel, 2, shape.stem_kernel // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.pool = nn.MaxPool2d(3, 2, 1) if shape.max_pool else nn.Identity()
        before = width
        for stage, depth in enumerate(depths):
            planes = width << stage
            stride = [1, 2, 2, shape.last_stride][stage]
            blocks = []
            for i in range(depth):
                blocks.append(Block(before, planes, stride if i == 0 else 1, expansion))
                before = planes * expansion
            setattr(self, f'layer{stage + 1}', nn.Sequential(*blocks))
        self.fc = nn.Linear(before, shape.classes)
        self.features = before

    def forward(self, x):
        low = self.pool(F.relu(self.bn1(self.conv1(x))))
        structure = self.layer4(self.layer3(self.layer2(self.layer1(low))))
        pooled = structure.mean((2, 3))
        return low, structure, pooled, self.fc(pooled)


class PrivateEncoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        layers, channels = [], shape.width(64)
        for stage in range(shape.stages):
            after = shape.width(64) * min(2**stage, 4)
            kernel = 7 if stage == 0 else 3
            layers += [nn.Conv2d(channels, after, kernel, 2, kernel // 2), nn.BatchNorm2d(after), nn.ReLU()]
            channels = after
        self.cnn = nn.Sequential(*layers)
        self.model = nn.Sequential(nn.Identity(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, shape.code, 1))

    def forward(self, low):
        return self.model(self.cnn(low)).flatten(1)


class LayerNorm(nn.Module):
    """Over C, H, W of one sample: (x - mean) / (std + 1e-5), std unbiased, then a scale and an offset a channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.rand(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        std, mean = torch.std_mean(x, dim=(1, 2, 3), keepdim=True, unbiased=True)
        return (x - mean) / (std + 1e-5) * self.gamma[:, None, None] + self.beta[:, None, None]


class ConvNorm(nn.Module):
    def __init__(self, before: int, after: int, relu: bool = True, reflect: bool = False):
        super().__init__()
        self.norm = LayerNorm(after)
        self.conv = nn.Conv2d(before, after, 3, padding=0 if reflect else 1, bias=not reflect)
        self.relu, self.reflect = relu, reflect

    def forward(self, x):
        y = self.norm(self.conv(F.pad(x, (1, 1, 1, 1), mode='reflect') if self.reflect else x))
        return F.relu(y) if self.relu else y


class Residual(nn.Module):
    """`model(x)`, with or without `+ x`."""

    def __init__(self, *model: nn.Module, shortcut: bool):
        super().__init__()
        self.model = nn.Sequential(*model)
        self.shortcut = shortcut

    def forward(self, x):
        return self.model(x) + x if self.shortcut else self.model(x)


class Decoder(nn.Module):
    """G: one network for both domains, told apart by a constant plane."""

    def __init__(self, shape: Shape, structure: int):
        super().__init__()
        width, least = shape.width(256), shape.width(32)
        doublings = 3 + int(shape.max_pool) + int(shape.last_stride == 2)
        layers, before = [], width
        for _ in range(doublings - int(shape.pixel_shuffle)):
            after = max(least, before // 2)
            layers += [
                nn.ConvTranspose2d(before, before, 4, 2, 1, bias=False),
                nn.InstanceNorm2d(before),
                nn.ReLU(),
                ConvNorm(before, after),
            ]
            before = after
        self.upsample = nn.Sequential(*layers, nn.Conv2d(before, 12 if shape.pixel_shuffle else 3, 3, padding=1))
        blocks = [
            Residual(ConvNorm(width, width), ConvNorm(width, width, relu=False), shortcut=True)
            for _ in range(3)
        ]
        self.main = nn.Sequential(
            ConvNorm(structure + width + 1, width, reflect=True), Residual(*blocks, shortcut=False)
        )
        code = shape.code
        hidden = [layer for _ in range(3) for layer in (nn.Linear(code, code), nn.ReLU())]
        self.mlp_att = nn.Sequential(*hidden, nn.Linear(code, width))
        self.pixel_shuffle = shape.pixel_shuffle

    def forward(self, structure, texture, domain: int):
        n, _, h, w = structure.shape
        attribute = self.mlp_att(texture)[:, :, None, None].expand(-1, -1, h, w)
        plane = structure.new_full((n, 1, h, w), domain)
        x = self.upsample(self.main(torch.cat([structure, attribute, plane], 1)))
        return torch.tanh(F.pixel_shuffle(x, 2) if self.pixel_shuffle else x)


class Patch(nn.Module):
    def __init__(self, before: int, after: int, first: bool):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 6 if first else 4, 2, 2 if first else 1, bias=False)
        self.first = first

    def forward(self, x):
        y = self.conv(x)
        return F.leaky_relu(y if self.first else F.instance_norm(y), 0.2)


class ImageDiscriminator(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        widths = [3, *(shape.width(64) << i for i in range(4))]
        self.feature = nn.Sequential(
            *(Patch(widths[i], widths[i + 1], i == 0) for i in range(4)), nn.Conv2d(widths[4], 1, 1)
        )

    def forward(self, x):
        return self.feature(x)


class FeatureDiscriminator(nn.Module):
    """D_F with its published sigmoid in front of a loss that has its own; no dropout."""

    def __init__(self, shape: Shape, features: int):
        super().__init__()
        hidden = shape.width(1024)
        self.ad_layer1 = nn.Linear(features, hidden)
        self.ad_layer2 = nn.Linear(hidden, hidden)
        self.ad_layer3 = nn.Linear(hidden, 1)

    def forward(self, x):
        return torch.sigmoid(self.ad_layer3(F.relu(self.ad_layer2(F.relu(self.ad_layer1(x))))))


class Perceptual(nn.Module):
    """phi: VGG features after relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1."""

    def __init__(self, shape: Shape):
        super().__init__()
        layers, self.taps, before = [], [], 3
        for block, count in enumerate(VGG[shape.vgg]):
            if block > 0:
                layers.append(nn.MaxPool2d(2))
            for i in range(count):
                after = shape.width(64) * min(2**block, 8)
                layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU()]
                before = after
                if i == 0:
                    self.taps.append(len(layers) - 1)
        self.features = nn.Sequential(*layers).requires_grad_(False)

    def forward(self, x):
        slices = []
        for i, layer in enumerate(self.features):
            x = layer(x)
            if i in self.taps:
                slices.append(x)
        return slices


def build(shape: Shape) -> nn.ModuleDict:
    shared = SharedEncoder(shape)
    return nn.ModuleDict(
        {
            'enc_shared': shared,
            'enc_s': PrivateEncoder(shape),
            'enc_t': PrivateEncoder(shape),
            'dec': Decoder(shape, shared.features),
            'dis_s2t': ImageDiscriminator(shape),
            'dis_t2s': ImageDiscriminator(shape),
            'dis_f': FeatureDiscriminator(shape, shared.features),
            'vgg': Perceptual(shape),
        }
    )
