"""
Times a GAN's training step in PyTorch, on noise: what `jiagu bench step --reference` compares with.

dcgan: DCGAN's step as in pytorch/examples (dcgan/main.py): one update of the critic, real and generated images in
passes of their own, one of the generator on the same generated images. wgan-gp and r1: a critic without norm, whose
updates have the penalty by double backward; what a critic's update takes is the difference of two --critic-steps.

    python gan_step.py --step dcgan --size 64 --width 64 --batch 64 --threads 1 > dcgan.json
"""

import argparse
import json
import resource
import shutil
import time

import torch
from torch import nn
from torch.nn import functional as F

LATENT = 100
STEPS = ["dcgan", "wgan-gp", "r1"]
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def halvings(size: int) -> int:
    """From the image down to 4 pixels."""
    return size.bit_length() - 3


class Generator(nn.Sequential):
    def __init__(self, size: int, width: int, channels: int):
        inputs = width * 2 ** (halvings(size) - 1)
        layers = [nn.ConvTranspose2d(LATENT, inputs, 4, 1, 0, bias=False), nn.BatchNorm2d(inputs), nn.ReLU(True)]
        for _ in range(halvings(size) - 1):
            layers += [
                nn.ConvTranspose2d(inputs, inputs // 2, 4, 2, 1, bias=False),
                nn.BatchNorm2d(inputs // 2),
                nn.ReLU(True),
            ]
            inputs //= 2
        super().__init__(*layers, nn.ConvTranspose2d(inputs, channels, 4, 2, 1, bias=False), nn.Tanh())


class Critic(nn.Sequential):
    def __init__(self, size: int, width: int, channels: int, norm: bool):
        layers = [nn.Conv2d(channels, width, 4, 2, 1, bias=not norm), nn.LeakyReLU(0.2, True)]
        inputs = width
        for _ in range(halvings(size) - 1):
            layers += [
                nn.Conv2d(inputs, 2 * inputs, 4, 2, 1, bias=not norm),
                *([nn.BatchNorm2d(2 * inputs)] if norm else []),
                nn.LeakyReLU(0.2, True),
            ]
            inputs *= 2
        super().__init__(*layers, nn.Conv2d(inputs, 1, 4, 1, 0, bias=not norm), nn.Flatten())


def initialise(module: nn.Module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1, 0.02)


class Step:
    """One step: updates of the critic, then one of the generator."""

    def __init__(self, args, layout: torch.memory_format):
        torch.manual_seed(0)
        self.kind = args.step
        self.layout = layout
        self.critic_steps = args.critic_steps
        self.G = Generator(args.size, args.width, args.channels).apply(initialise).to(memory_format=layout)
        self.D = Critic(args.size, args.width, args.channels, norm=args.step == "dcgan").apply(initialise)
        self.D.to(memory_format=layout)
        self.optimize_G, self.optimize_D = (
            torch.optim.Adam(module.parameters(), 2e-4, (0.5, 0.999)) for module in (self.G, self.D)
        )
        if args.compile:
            # What another layout compiled would otherwise be taken for a dynamic shape.
            torch.compiler.reset()
            self.G, self.D = (torch.compile(module, dynamic=False) for module in (self.G, self.D))

    def run(self, batches) -> float:
        for real in batches:
            fake = self.draw(len(real))
            loss = self.critic_loss(real, fake.detach())
            self.optimize_D.zero_grad()
            loss.backward()
            self.optimize_D.step()
        if self.kind != "dcgan" or self.critic_steps > 1:
            fake = self.draw(len(real))
        self.D.requires_grad_(False)
        scores = self.D(fake)
        loss = -scores.mean() if self.kind == "wgan-gp" else F.softplus(-scores).mean()
        self.optimize_G.zero_grad()
        loss.backward()
        self.optimize_G.step()
        self.D.requires_grad_(True)
        return loss.item()

    def draw(self, count: int):
        return self.G(torch.randn(count, LATENT, 1, 1))

    def critic_loss(self, real, fake):
        if self.kind == "dcgan":
            return F.softplus(-self.D(real)).mean() + F.softplus(self.D(fake)).mean()
        if self.kind == "r1":
            real = real.detach().requires_grad_(True)
            scores = self.D(real)
            gradient = self.gradient(scores, real)
            penalty = 5 * gradient.square().sum((1, 2, 3)).mean()
            return F.softplus(-scores).mean() + F.softplus(self.D(fake)).mean() + penalty
        alpha = torch.rand(len(real), 1, 1, 1)
        between = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
        lengths = self.gradient(self.D(between), between).flatten(1).norm(2, 1)
        return self.D(fake).mean() - self.D(real).mean() + 10 * (lengths - 1).square().mean()

    @staticmethod
    def gradient(scores, images):
        (gradient,) = torch.autograd.grad(scores.sum(), images, create_graph=True)
        return gradient


def images(args, layout: torch.memory_format):
    shape = (args.batch, args.channels, args.size, args.size)
    return [
        (torch.rand(shape) * 2 - 1).contiguous(memory_format=layout) for _ in range(args.critic_steps)
    ]


def measure(args, layout: torch.memory_format, warmup: int, steps: int):
    """Milliseconds of each step, and of all threads' processor time."""
    step, batches = Step(args, layout), images(args, layout)
    times, cpu_times = [], []
    for index in range(warmup + steps):
        started, cpu = time.perf_counter(), time.process_time()
        loss = step.run(batches)
        if index >= warmup:
            times.append((time.perf_counter() - started) * 1000)
            cpu_times.append((time.process_time() - cpu) * 1000)
    if loss != loss:
        raise SystemExit("the loss is not a number")
    return times, cpu_times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", choices=STEPS, default="dcgan")
    parser.add_argument("--size", type=int, choices=[16, 32, 64, 128, 256], default=64, help="pixels of a side")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--critic-steps", type=int, default=1, help="the critic's updates in a step")
    parser.add_argument("--layout", choices=[*LAYOUTS, "faster"], default="faster", help="faster: by a trial of both")
    parser.add_argument("--compile", action="store_true", help="torch.compile; needs a C++ compiler, dcgan only")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--steps", type=int, default=5)
    args = parser.parse_args()
    if args.compile and args.step != "dcgan":
        raise SystemExit("torch.compile does not differentiate twice: --compile is for --step dcgan")
    if args.compile and not any(map(shutil.which, ["c++", "g++", "clang++"])):
        raise SystemExit("torch.compile needs a C++ compiler, and none is there")
    torch.set_num_threads(args.threads)
    layout = args.layout
    if layout == "faster":
        layout = min(LAYOUTS, key=lambda name: min(measure(args, LAYOUTS[name], 1, 2)[1]))
    times, cpu_times = measure(args, LAYOUTS[layout], args.warmup, args.steps)
    compiled = ", compiled" if args.compile else ""
    print(
        json.dumps(
            {
                "name": f"PyTorch {torch.__version__} {args.step}, {layout}{compiled}",
                "milliseconds": times,
                "cpuMilliseconds": cpu_times,
                "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "batch": args.batch,
                "criticSteps": args.critic_steps,
                "size": args.size,
                "threads": args.threads,
            }
        )
    )


if __name__ == "__main__":
    main()
