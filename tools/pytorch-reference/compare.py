"""
Times a training step in PyTorch and in Jiagu in turns, a process each, and prints one table of medians and ratios.

    python compare.py --shape small --rounds 3 --threads 1
    python compare.py --shape full --batch 4 --steps 2
    python compare.py --shape dcgan
    python compare.py --shape r1 --critic-steps 5

small and full are STSN's step, the others steps of GANs at 64 px. What an update of a GAN's critic takes is the difference
of two --critic-steps, divided by their difference.

Wall time counts on a quiet machine. With one thread, processor time is comparable on a busy one too.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHAPES = {
    "small": {"config": "configs/benchmark-small.yaml", "size": 64, "divide": 4, "batch": 32},
    "full": {"config": "configs/oracle241-reference.yaml", "size": 224, "divide": 1, "batch": 2},
}

WIDE = ["data.imageSize=64", "data.channels=3", "method.generator.width=64", "method.critic.width=64"]
R1 = ["method.critic.norm=none", "method.penalties={r1: {gamma: 10}}", "method.sameImages=false"]
GANS = {
    "dcgan": {"config": "configs/gan/dcgan.yaml", "set": WIDE},
    "wgan-gp": {"config": "configs/gan/wgan-gp.yaml", "set": WIDE},
    "r1": {"config": "configs/gan/dcgan.yaml", "set": [*WIDE, *R1]},
}


def gan_commands(args, name):
    size = ["--threads", args.threads, "--steps", args.steps]
    batch = args.batch or 64
    pytorch = [
        sys.executable, HERE / "gan_step.py", "--step", name, "--batch", batch,
        "--critic-steps", args.critic_steps, "--warmup", 2, *size,
    ]  # fmt: skip
    # gan_step.py draws new images for the generator wherever the critic is updated more than once.
    apart = ["method.sameImages=false"] if args.critic_steps > 1 else []
    settings = [*GANS[name]["set"], *apart, f"training.batchSize={batch}", f"method.criticSteps={args.critic_steps}"]
    jiagu = [
        "node", ROOT / "apps/trainer/bin/jiagu.js", "bench", "step", "--config", ROOT / GANS[name]["config"],
        *[word for setting in settings for word in ("--set", setting)], *size, "--json",
    ]  # fmt: skip
    return {"pytorch": pytorch, "torch.compile": [*pytorch, "--compile"], "compiled": jiagu, "eager": [*jiagu, "--eager"]}


def stsn_commands(args, shape):
    pytorch = [
        sys.executable, HERE / "stsn_step.py", "--size", shape["size"], "--divide", shape["divide"],
        "--batch", args.batch or shape["batch"], "--threads", args.threads,
        "--steps", args.steps, "--warmup", 2,
    ]  # fmt: skip
    jiagu = [
        "node", ROOT / "apps/trainer/bin/jiagu.js", "bench", "step", "--config", ROOT / shape["config"],
        "--set", f"training.batchSize={args.batch or shape['batch']}", "--threads", args.threads,
        "--steps", args.steps, "--json",
    ]  # fmt: skip
    return {
        "R0": [*pytorch, "--variant", "R0"],
        "R1": [*pytorch, "--variant", "R1"],
        "compiled": jiagu,
        "eager": [*jiagu, "--eager"],
    }


def commands(args):
    """By the names that --programs gives, or the usual ones of the shape."""
    gan = args.shape in GANS
    programs = gan_commands(args, args.shape) if gan else stsn_commands(args, SHAPES[args.shape])
    names = args.programs or ("pytorch,compiled" if gan else "R0,R1,compiled,eager")
    return {name: [str(word) for word in programs[name]] for name in names.split(",")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=[*SHAPES, *GANS], default="small")
    parser.add_argument("--batch", type=int, help="images of each domain, instead of the shape's own")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=5, help="steps timed in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--critic-steps", type=int, default=1, help="of a GAN: the critic's updates in a step")
    parser.add_argument(
        "--programs",
        help="some of R0,R1,compiled,eager (the default); of a GAN pytorch,torch.compile,compiled,eager "
        "(default: pytorch,compiled)",
    )
    args = parser.parse_args()
    results = {}
    for round_ in range(args.rounds):
        for name, command in commands(args).items():
            print(f"round {round_ + 1}: {name}", file=sys.stderr)
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            figures = json.loads(output.stdout)
            total = results.setdefault(name, {"milliseconds": [], "cpuMilliseconds": [], "peakMegabytes": 0})
            for key in ("milliseconds", "cpuMilliseconds"):
                total[key] += figures[key]
            total["peakMegabytes"] = max(total["peakMegabytes"], figures["peakMegabytes"])
    first = next(iter(results))
    medians = {
        name: {key: statistics.median(total[key]) for key in ("milliseconds", "cpuMilliseconds")}
        for name, total in results.items()
    }
    print(f"{'':14}{'ms':>9}{'cpu ms':>9}{first + '/it':>12}{'of cpu':>9}{'peak MB':>9}")
    for name, median in medians.items():
        ratios = [medians[first][key] / median[key] for key in ("milliseconds", "cpuMilliseconds")]
        print(
            f"{name:14}{median['milliseconds']:9.0f}{median['cpuMilliseconds']:9.0f}"
            f"{ratios[0]:12.2f}{ratios[1]:9.2f}{results[name]['peakMegabytes']:9.0f}"
        )


if __name__ == "__main__":
    main()
