"""The networks of STSN (Wang, Deng and Liu, IEEE TIP 31, 2022) as PyTorch modules, every width scalable."""

import torch
from torch import nn
from torch.nn import functional as F


class BasicBlock(nn.Module):
    """Two 3 x 3 convolutions around a shortcut (He 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class SharedEncoder(nn.Module):
    """E_g: ResNet-18 with its low features, structure, pooled features and logits."""

    def __init__(self, width: int, classes: int):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        widths = [width, width, 2 * width, 4 * width, 8 * width]
        self.stages = nn.Sequential(
            *[
                nn.Sequential(BasicBlock(a, b, 1 if stage == 0 else 2), BasicBlock(b, b, 1))
                for stage, (a, b) in enumerate(zip(widths, widths[1:]))
            ]
        )
        self.fc = nn.Linear(8 * width, classes)

    def forward(self, x):
        low = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        structure = self.stages(low)
        pooled = structure.mean((2, 3))
        return low, structure, pooled, self.fc(pooled)


class PrivateEncoder(nn.Module):
    """E_n: low features to a texture code."""

    def __init__(self, width: int):
        super().__init__()
        layers, inputs = [], width
        for stage, outputs in enumerate([width, 2 * width, 4 * width, 4 * width, 4 * width]):
            kernel = 7 if stage == 0 else 3
            layers += [nn.Conv2d(inputs, outputs, kernel, 2, kernel // 2), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
        self.cnn = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Conv2d(inputs, 8, 1), nn.Flatten())

    def forward(self, low):
        return self.cnn(low)


class LayerNorm(nn.Module):
    """Over C, H, W of one sample: unbiased deviation, eps outside of the root, scale and offset per channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.rand(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        flat = x.reshape(x.shape[0], -1)
        mean = flat.mean(1).view(-1, 1, 1, 1)
        std = flat.std(1).view(-1, 1, 1, 1)
        return (x - mean) / (std + 1e-5) * self.gamma.view(1, -1, 1, 1) + self.beta.view(1, -1, 1, 1)


def conv_norm(inputs: int, outputs: int, relu: bool = True, bias: bool = True, mode: str = "zeros"):
    layers = [nn.Conv2d(inputs, outputs, 3, 1, 1, bias=bias, padding_mode=mode), LayerNorm(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU()] if relu else []))


class ResidualBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.model = nn.Sequential(conv_norm(width, width), conv_norm(width, width, relu=False))

    def forward(self, x):
        return self.model(x) + x


class Decoder(nn.Module):
    """G: structure, texture and domain to an image."""

    def __init__(self, structure: int, width: int, minimum: int):
        super().__init__()
        layers = [conv_norm(structure + width + 1, width, bias=False, mode="reflect")]
        layers += [ResidualBlock(width) for _ in range(3)]
        inputs = width
        for _ in range(5):
            outputs = max(minimum, inputs // 2)
            layers += [
                nn.ConvTranspose2d(inputs, inputs, 4, 2, 1, bias=False),
                nn.InstanceNorm2d(inputs),
                nn.ReLU(),
                conv_norm(inputs, outputs),
            ]
            inputs = outputs
        self.main = nn.Sequential(*layers, nn.Conv2d(inputs, 3, 3, 1, 1), nn.Tanh())
        self.mlp = nn.Sequential(
            *[layer for _ in range(3) for layer in (nn.Linear(8, 8), nn.ReLU())], nn.Linear(8, width)
        )

    def forward(self, structure, texture, domain: int):
        n, _, h, w = structure.shape
        attribute = self.mlp(texture)[:, :, None, None].expand(-1, -1, h, w)
        plane = structure.new_full((n, 1, h, w), float(domain))
        return self.main(torch.cat([structure, attribute, plane], 1))


class ImageDiscriminator(nn.Module):
    """D_I: PatchGAN, raw scores."""

    def __init__(self, width: int):
        super().__init__()
        layers = [nn.Conv2d(3, width, 6, 2, 2, bias=False), nn.LeakyReLU(0.2)]
        for factor in (1, 2, 4):
            layers += [
                nn.Conv2d(factor * width, 2 * factor * width, 4, 2, 1, bias=False),
                nn.InstanceNorm2d(2 * factor * width),
                nn.LeakyReLU(0.2),
            ]
        self.model = nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 1))

    def forward(self, x):
        return self.model(x)


class FeatureDiscriminator(nn.Module):
    """D_F, ending in a sigmoid as published."""

    def __init__(self, inputs: int, hidden: int):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(inputs, hidden), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(hidden, 1), nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, pooled):
        return self.model(pooled)


class Vgg19(nn.Module):
    """phi: frozen features after relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1."""

    def __init__(self, width: int):
        super().__init__()
        self.slices = nn.ModuleList()
        layers, inputs = [], 3
        for block, count in enumerate([2, 2, 4, 4, 1]):
            outputs = width * min(2**block, 8)
            for index in range(count):
                layers += [nn.Conv2d(inputs, outputs, 3, 1, 1), nn.ReLU()]
                inputs = outputs
                if index == 0:
                    self.slices.append(nn.Sequential(*layers))
                    layers = []
            layers.append(nn.MaxPool2d(2, 2))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)
        self.requires_grad_(False)

    def forward(self, x):
        features = []
        for part in self.slices:
            x = part(x)
            features.append(x)
        return features
