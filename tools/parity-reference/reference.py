"""Writes and checks reference files of `jiagu parity`. See README.md."""

import argparse
import json
import math
import statistics
import sys

import torch

from networks import DEPTHS, VGG, Shape
from training import Arithmetic, Rates, Settings, Training, initialised, parameters, zero_gradient

torch.backends.nnpack.set_flags(False)  # it warns at every convolution where it can't run
FLOOR = dict(worst=1e-5, median=5e-6)
EXACT = Arithmetic(torch.float64)
SINGLE = [
    Arithmetic(torch.float32),
    Arithmetic(torch.float32, torch.channels_last),
    Arithmetic(torch.float32, onednn=False),
]


def digits(x: float) -> float:
    return float(f'{x:.10g}')


def summary(tensor: torch.Tensor) -> dict:
    flat = tensor.detach().double().flatten()
    n = flat.numel()
    at = range(n) if n < 8 else [int(k * (n - 1) / 7) for k in range(8)]
    return dict(
        n=n,
        mean=digits(flat.mean().item()),
        l2=digits(flat.norm().item()),
        absmax=digits(flat.abs().max().item()),
        at=list(at),
        values=[digits(flat[i].item()) for i in at],
    )


def summaries(tensors: dict) -> dict:
    return {name: summary(tensor) for name, tensor in tensors.items()}


def expected(settings: Settings, arithmetic: Arithmetic) -> dict:
    """What a reference file has under `expected`."""
    with torch.backends.mkldnn.flags(enabled=arithmetic.onednn):
        return observed(settings, arithmetic)


def observed(settings: Settings, arithmetic: Arithmetic) -> dict:
    training = Training(settings, arithmetic)
    before = {name: p.detach().clone() for name, p in training.nets.named_parameters()}
    steps = []
    for i in range(settings.steps):
        seen = training.step(i)
        steps.append(
            dict(
                iter=i,
                losses={name: digits(loss.item()) for name, loss in seen['losses'].items()},
                forward=summaries(seen['forward']) if i == 0 else {},
                grads=summaries(seen['grads']) if i == 0 else {},
            )
        )
        print(f'  {arithmetic.dtype}: iteration {i}, total {seen["losses"]["total"].item():.6f}', file=sys.stderr)
    after = {
        name: tensor
        for name, tensor in training.nets.state_dict().items()
        if not name.startswith('vgg.') and not name.endswith('num_batches_tracked')
    }
    update = {name: after[name].double() - value.double() for name, value in before.items() if name in after}
    return dict(
        steps=steps,
        final=summaries(after),
        update=summaries(update),
        eval_logits=summary(training.eval_logits()),
    )


def groups(expected: dict, zero: set[str]) -> dict[str, dict[str, float]]:
    """The numbers whose relative errors are bounded, by group."""
    norms = lambda tensors: {k: v['l2'] for k, v in tensors.items() if k not in zero}
    steps = expected['steps']
    return {
        'forward': norms(steps[0]['forward']),
        **{f'losses of step {i}': step['losses'] for i, step in enumerate(steps)},
        'gradients': norms(steps[0]['grads']),
        'updates': norms(expected['update']),
        'runningStatistics': norms({k: v for k, v in expected['final'].items() if '.running_' in k}),
        'evalLogits': {'eval_logits': expected['eval_logits']['l2']},
    }


def errors(exact: dict, other: dict, zero: set[str]) -> dict[str, dict[str, float]]:
    """For each group, the relative error of every member."""
    a, b = groups(exact, zero), groups(other, zero)
    return {g: {k: abs(b[g][k] - v) / max(abs(v), 1e-30) for k, v in a[g].items()} for g in a}


def tolerance(exact: dict, singles: list[dict], zero: set[str]) -> dict:
    """Five times the most that float32 deviates from float64, rounded up to two digits."""

    def bound(x: float, floor: float) -> float:
        x = max(5 * x, floor)
        unit = 10 ** (math.floor(math.log10(x)) - 1)
        return digits(math.ceil(x / unit - 1e-9) * unit)

    runs = [errors(exact, single, zero) for single in singles]
    bounds = {
        group: dict(
            worst=bound(max(max(run[group].values()) for run in runs), FLOOR['worst']),
            median=bound(max(statistics.median(run[group].values()) for run in runs), FLOOR['median']),
        )
        for group in runs[0]
    }
    losses = [bounds.pop(f'losses of step {i}') for i in range(len(exact['steps']))]
    return dict(bounds, losses=losses)


def make(settings: Settings) -> dict:
    exact, singles = expected(settings, EXACT), [expected(settings, each) for each in SINGLE]
    nets = initialised(settings)
    zero = zero_gradient(nets)
    shape = settings.shape
    return dict(
        seed=settings.seed,
        batch=settings.batch,
        imageSize=settings.image_size,
        steps=settings.steps,
        totalSteps=settings.total_steps,
        numClasses=shape.classes,
        privateCodeSize=shape.code,
        discriminatorEvery=settings.discriminator_every,
        backbone=shape.backbone,
        lr=vars(settings.rates),
        weightDecay=settings.weight_decay,
        momentum=settings.momentum,
        power=settings.power,
        dropout=0,
        parameters=[
            dict(name=name, shape=list(p.shape), kind=kind) for name, p, kind, _ in parameters(nets)
        ],
        expected=exact,
        tolerance=tolerance(exact, singles, set(zero)),
        zeroGradient=zero,
    )


def check(reference: dict) -> bool:
    """Computes a file's numbers anew and tells how far they are from those in the file."""
    settings = Settings(
        shape=Shape(
            backbone=reference['backbone'], classes=reference['numClasses'], code=reference['privateCodeSize']
        ),
        seed=reference['seed'],
        batch=reference['batch'],
        image_size=reference['imageSize'],
        steps=reference['steps'],
        total_steps=reference['totalSteps'],
        discriminator_every=reference['discriminatorEvery'],
        rates=Rates(**reference['lr']),
        weight_decay=reference['weightDecay'],
        momentum=reference['momentum'],
        power=reference['power'],
    )
    nets = initialised(settings)
    listed = {p['name']: (p['shape'], p['kind']) for p in reference['parameters']}
    built = {name: (list(p.shape), kind) for name, p, kind, _ in parameters(nets)}
    if listed != built:
        names = [n for n in {*listed, *built} if listed.get(n) != built.get(n)]
        sys.exit(f'other networks than the published ones: {", ".join(sorted(names)[:5])} ...')
    zero = zero_gradient(nets)
    if zero != reference['zeroGradient']:
        sys.exit(f'zeroGradient should be {zero}')
    good = True
    for group, members in errors(reference['expected'], expected(settings, EXACT), set(zero)).items():
        name = max(members, key=members.get)
        good = good and members[name] < 1e-8
        print(f'{group}: worst {members[name]:.2e} ({name}), median {statistics.median(members.values()):.2e}')
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest='verb', required=True)
    verb = verbs.add_parser('check', help='compute the numbers of a file anew')
    verb.add_argument('file')
    verb = verbs.add_parser('make', help='write a file')
    verb.add_argument('-o', '--output', required=True)
    verb.add_argument('--seed', default='dev')
    verb.add_argument('--image-size', type=int, default=64)
    verb.add_argument('--batch', type=int, default=4)
    verb.add_argument('--steps', type=int, default=3)
    verb.add_argument('--total-steps', type=int, default=10)
    verb.add_argument('--discriminator-every', type=int, default=5)
    verb.add_argument('--rate-factor', type=float, default=1, help='on all learning rates')
    verb.add_argument('--power', type=float, default=0.9, help='of the learning rates, (1 - i / total) ^ power')
    verb.add_argument('--classes', type=int, default=241)
    verb.add_argument('--backbone', choices=DEPTHS, default='resnet18')
    verb.add_argument('--width-divisor', type=int, default=1, help='of all published widths')
    verb.add_argument('--texture-code', type=int, default=8)
    verb.add_argument('--private-stages', type=int, default=5)
    verb.add_argument('--stem-kernel', type=int, default=7)
    verb.add_argument('--no-max-pool', action='store_true', help='no max pool in the stem')
    verb.add_argument('--last-stage-stride', type=int, choices=[1, 2], default=2)
    verb.add_argument('--pixel-shuffle', action='store_true', help="the decoder's last doubling")
    verb.add_argument('--vgg', choices=VGG, default='vgg19')
    flags = parser.parse_args()
    if flags.verb == 'check':
        with open(flags.file) as file:
            sys.exit(not check(json.load(file)))
    settings = Settings(
        shape=Shape(
            backbone=flags.backbone,
            classes=flags.classes,
            code=flags.texture_code,
            divisor=flags.width_divisor,
            stem_kernel=flags.stem_kernel,
            max_pool=not flags.no_max_pool,
            last_stride=flags.last_stage_stride,
            stages=flags.private_stages,
            pixel_shuffle=flags.pixel_shuffle,
            vgg=flags.vgg,
        ),
        seed=flags.seed,
        batch=flags.batch,
        image_size=flags.image_size,
        steps=flags.steps,
        total_steps=flags.total_steps,
        discriminator_every=flags.discriminator_every,
        rates=Rates(**{name: rate * flags.rate_factor for name, rate in vars(Rates()).items()}),
        power=flags.power,
    )
    reference = make(settings)
    with open(flags.output, 'w') as file:
        json.dump(reference, file)
    print(f'{flags.output}: tolerance {json.dumps(reference["tolerance"])}')


if __name__ == '__main__':
    main()
