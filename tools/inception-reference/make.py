"""Writes a state dict with the names and shapes of FID's Inception and numbers by formula, as torch.save wrote files before
PyTorch 1.6, and what the network sees of an image with them: python make.py WEIGHTS.pth EXPECTED.json

The network is written down here from the published one (mseitzer/pytorch-fid, inception.py), apart from the
TypeScript, so that the two check each other.
"""

import json
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Conv(nn.Module):
    def __init__(self, inputs, outputs, **options):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, bias=False, **options)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


def average(x):
    return F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)


class A(nn.Module):
    def __init__(self, inputs, pooled):
        super().__init__()
        self.branch1x1 = Conv(inputs, 64, kernel_size=1)
        self.branch5x5_1 = Conv(inputs, 48, kernel_size=1)
        self.branch5x5_2 = Conv(48, 64, kernel_size=5, padding=2)
        self.branch3x3dbl_1 = Conv(inputs, 64, kernel_size=1)
        self.branch3x3dbl_2 = Conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = Conv(96, 96, kernel_size=3, padding=1)
        self.branch_pool = Conv(inputs, pooled, kernel_size=1)

    def forward(self, x):
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return torch.cat(
            [self.branch1x1(x), self.branch5x5_2(self.branch5x5_1(x)), double, self.branch_pool(average(x))], 1
        )


class B(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.branch3x3 = Conv(inputs, 384, kernel_size=3, stride=2)
        self.branch3x3dbl_1 = Conv(inputs, 64, kernel_size=1)
        self.branch3x3dbl_2 = Conv(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = Conv(96, 96, kernel_size=3, stride=2)

    def forward(self, x):
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return torch.cat([self.branch3x3(x), double, F.max_pool2d(x, 3, stride=2)], 1)


class C(nn.Module):
    def __init__(self, inner):
        super().__init__()
        row = {"kernel_size": (1, 7), "padding": (0, 3)}
        column = {"kernel_size": (7, 1), "padding": (3, 0)}
        self.branch1x1 = Conv(768, 192, kernel_size=1)
        self.branch7x7_1 = Conv(768, inner, kernel_size=1)
        self.branch7x7_2 = Conv(inner, inner, **row)
        self.branch7x7_3 = Conv(inner, 192, **column)
        self.branch7x7dbl_1 = Conv(768, inner, kernel_size=1)
        self.branch7x7dbl_2 = Conv(inner, inner, **column)
        self.branch7x7dbl_3 = Conv(inner, inner, **row)
        self.branch7x7dbl_4 = Conv(inner, inner, **column)
        self.branch7x7dbl_5 = Conv(inner, 192, **row)
        self.branch_pool = Conv(768, 192, kernel_size=1)

    def forward(self, x):
        single = self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x)))
        double = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        double = self.branch7x7dbl_5(self.branch7x7dbl_4(double))
        return torch.cat([self.branch1x1(x), single, double, self.branch_pool(average(x))], 1)


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch3x3_1 = Conv(768, 192, kernel_size=1)
        self.branch3x3_2 = Conv(192, 320, kernel_size=3, stride=2)
        self.branch7x7x3_1 = Conv(768, 192, kernel_size=1)
        self.branch7x7x3_2 = Conv(192, 192, kernel_size=(1, 7), padding=(0, 3))
        self.branch7x7x3_3 = Conv(192, 192, kernel_size=(7, 1), padding=(3, 0))
        self.branch7x7x3_4 = Conv(192, 192, kernel_size=3, stride=2)

    def forward(self, x):
        seven = self.branch7x7x3_4(self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(x))))
        return torch.cat([self.branch3x3_2(self.branch3x3_1(x)), seven, F.max_pool2d(x, 3, stride=2)], 1)


class E(nn.Module):
    def __init__(self, inputs, pool):
        super().__init__()
        row = {"kernel_size": (1, 3), "padding": (0, 1)}
        column = {"kernel_size": (3, 1), "padding": (1, 0)}
        self.pool = pool
        self.branch1x1 = Conv(inputs, 320, kernel_size=1)
        self.branch3x3_1 = Conv(inputs, 384, kernel_size=1)
        self.branch3x3_2a = Conv(384, 384, **row)
        self.branch3x3_2b = Conv(384, 384, **column)
        self.branch3x3dbl_1 = Conv(inputs, 448, kernel_size=1)
        self.branch3x3dbl_2 = Conv(448, 384, kernel_size=3, padding=1)
        self.branch3x3dbl_3a = Conv(384, 384, **row)
        self.branch3x3dbl_3b = Conv(384, 384, **column)
        self.branch_pool = Conv(inputs, 192, kernel_size=1)

    def forward(self, x):
        single, double = self.branch3x3_1(x), self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        return torch.cat(
            [
                self.branch1x1(x),
                self.branch3x3_2a(single),
                self.branch3x3_2b(single),
                self.branch3x3dbl_3a(double),
                self.branch3x3dbl_3b(double),
                self.branch_pool(self.pool(x)),
            ],
            1,
        )


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.Conv2d_1a_3x3 = Conv(3, 32, kernel_size=3, stride=2)
        self.Conv2d_2a_3x3 = Conv(32, 32, kernel_size=3)
        self.Conv2d_2b_3x3 = Conv(32, 64, kernel_size=3, padding=1)
        self.Conv2d_3b_1x1 = Conv(64, 80, kernel_size=1)
        self.Conv2d_4a_3x3 = Conv(80, 192, kernel_size=3)
        self.Mixed_5b, self.Mixed_5c, self.Mixed_5d = A(192, 32), A(256, 64), A(288, 64)
        self.Mixed_6a = B(288)
        self.Mixed_6b, self.Mixed_6c, self.Mixed_6d, self.Mixed_6e = C(128), C(160), C(160), C(192)
        self.Mixed_7a = D()
        self.Mixed_7b = E(1280, average)
        self.Mixed_7c = E(2048, lambda x: F.max_pool2d(x, 3, stride=1, padding=1))
        self.fc = nn.Linear(2048, 1008)

    def forward(self, x):
        x = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x)))
        x = F.max_pool2d(x, 3, stride=2)
        x = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x))
        x = F.max_pool2d(x, 3, stride=2)
        for name in ["5b", "5c", "5d", "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c"]:
            x = getattr(self, f"Mixed_{name}")(x)
        return x.mean((2, 3))


def resize_as_tensorflow1(image, side):
    """[H, W, C] -> [side, side, C]: place i looks at i * from / to."""

    def weights(length):
        matrix = np.zeros((side, length))
        for i in range(side):
            place = i * length / side
            low = int(place)
            high = min(low + 1, length - 1)
            matrix[i, low] += 1 - (place - low)
            matrix[i, high] += place - low
        return matrix

    rows, columns = weights(image.shape[0]), weights(image.shape[1])
    return np.einsum("ih,hwc,jw->ijc", rows, image, columns)


def numbers(name, shape, salt):
    """Numbers that a few lines of any language repeat: number i is MurmurHash3's finish of i + 1 + salt * 0x9e3779b9."""
    count = int(np.prod(shape))
    with np.errstate(over="ignore"):
        x = np.arange(1, count + 1, dtype=np.uint32) + np.uint32((salt * 0x9E3779B9) % 2**32)
        x = (x ^ (x >> 16)) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> 13)) * np.uint32(0xC2B2AE35)
        u = (x ^ (x >> 16)).astype(np.float64) / 2**32
    if name.endswith(("conv.weight", "fc.weight")):
        values = (2 * u - 1) * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(("bn.weight", "running_var")):
        values = 0.5 + u
    else:
        values = u - 0.5
    return values.astype(np.float32).reshape(shape)


def main(weights, expected):
    network = Inception()
    state = {name: value for name, value in network.state_dict().items() if value.is_floating_point()}
    for salt, (name, value) in enumerate(state.items()):
        value.copy_(torch.from_numpy(numbers(name, tuple(value.shape), salt)))
    network.eval()
    torch.save(state, weights, _use_new_zipfile_serialization=False)
    # Level (7 y + 13 x + 50 c) mod 256 at row y, column x, channel c.
    y, x, c = np.meshgrid(np.arange(40), np.arange(24), np.arange(3), indexing="ij")
    image = (7 * y + 13 * x + 50 * c) % 256
    scaled = (resize_as_tensorflow1(image, 299) - 128) / 128
    with torch.no_grad():
        features = network.double()(torch.from_numpy(scaled).permute(2, 0, 1)[None])
        logits = features @ network.fc.weight.T
    some = {"features": features[0, ::128].tolist(), "logits": logits[0, ::96].tolist()}
    with open(expected, "w") as file:
        json.dump({**some, "sum of features": float(features.sum())}, file, indent=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
