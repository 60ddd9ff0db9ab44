"""Numbers from a seed and a name: weights, images and labels of a reference file need no data."""

import math

import numpy as np
import torch


def stream(seed: str, name: str, count: int) -> np.ndarray:
    """The first `count` numbers in [0, 1) of mulberry32, seeded with the FNV-1a hash of `seed/name`; float64."""
    state = 0x811C9DC5
    for byte in f'{seed}/{name}'.encode():
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over='ignore'):
        a = np.uint32(state) + np.uint32(0x6D2B79F5) * np.arange(1, count + 1, dtype=np.uint32)
        t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
    return (t ^ (t >> np.uint32(14))).astype(np.float64) / 2**32


def uniform(seed: str, name: str, shape, scale: float = 1, offset: float = 0) -> torch.Tensor:
    """`offset` + `scale` x U[-1, 1), with scale and U in float32; the result is rounded to float32 once."""
    u = (2 * stream(seed, name, math.prod(shape)) - 1).astype(np.float32).astype(np.float64)
    values = (offset + float(np.float32(scale)) * u).astype(np.float32)
    return torch.from_numpy(values).reshape(tuple(shape))


def labels(seed: str, name: str, count: int, classes: int) -> torch.Tensor:
    return torch.from_numpy(np.floor(stream(seed, name, count) * classes).astype(np.int64))


def kind(name: str) -> str:
    """What a parameter is filled with, told by its name and the conventions of the networks."""
    if name.startswith('vgg.'):
        return 'vgg-weight' if name.endswith('.weight') else 'vgg-bias'
    if name.endswith(('.bias', '.beta')):
        return 'offset'
    return 'scale' if name.endswith('.gamma') else 'weight'


def fill(seed: str, name: str, kind: str, shape, transposed: bool) -> torch.Tensor:
    """The initial value of a parameter."""
    # A transposed convolution of stride 2 is stored I, O, H, W: each output sees a quarter of its taps.
    fan_in = math.prod(shape) // shape[1] // 4 if transposed else math.prod(shape[1:])
    match kind:
        case 'weight':
            return uniform(seed, name, shape, 0.7 * math.sqrt(6 / fan_in))
        case 'scale':
            return uniform(seed, name, shape, 0.1, 1)
        case 'vgg-weight':
            return uniform(seed, name, shape, math.sqrt(6 / fan_in))
        case _:
            return uniform(seed, name, shape, 0.05)
