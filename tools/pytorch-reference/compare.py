"""
Times STSN's step in PyTorch and in Jiagu in turns, a process each, and prints one table of medians and ratios.

    python compare.py --shape small --rounds 3 --threads 1
    python compare.py --shape full --batch 4 --steps 2

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


def commands(args, shape):
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
    programs = {
        "R0": [*pytorch, "--variant", "R0"],
        "R1": [*pytorch, "--variant", "R1"],
        "compiled": jiagu,
        "eager": [*jiagu, "--eager"],
    }
    return {name: [str(word) for word in programs[name]] for name in args.programs.split(",")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, default="small")
    parser.add_argument("--batch", type=int, help="images of each domain, instead of the shape's own")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=5, help="steps timed in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--programs", default="R0,R1,compiled,eager", help="some of R0,R1,compiled,eager")
    args = parser.parse_args()
    results = {}
    for round_ in range(args.rounds):
        for name, command in commands(args, SHAPES[args.shape]).items():
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
    print(f"{'':10}{'ms':>9}{'cpu ms':>9}{first + '/it':>9}{'of cpu':>9}{'peak MB':>9}")
    for name, median in medians.items():
        ratios = [medians[first][key] / median[key] for key in ("milliseconds", "cpuMilliseconds")]
        print(
            f"{name:10}{median['milliseconds']:9.0f}{median['cpuMilliseconds']:9.0f}"
            f"{ratios[0]:9.2f}{ratios[1]:9.2f}{results[name]['peakMegabytes']:9.0f}"
        )


if __name__ == "__main__":
    main()
