"""Reads a run's event files with TensorBoard's own reader and compares with metrics.jsonl and the PNG files."""

import json
import sys
from pathlib import Path

import numpy
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def main(run: Path) -> None:
    everything = {"scalars": 0, "histograms": 0, "images": 0}
    events = EventAccumulator(str(run), size_guidance=everything).Reload()
    tags = events.Tags()
    scalars = {tag: {e.step: e.value for e in events.Scalars(tag)} for tag in tags["scalars"]}
    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]

    wrong: list[str] = []
    expected = 0
    for line in metrics:
        for tag, value in values(line):
            expected += 1
            read = scalars.get(tag, {}).pop(line["step"], None)
            if read != numpy.float32(value):
                wrong.append(f"{tag} at step {line['step']}: {read}, not {value}")
    wrong += [f"{tag}: steps {list(rest)} are not in metrics.jsonl" for tag, rest in scalars.items() if rest]
    for kind, read in [("scalars", events.Scalars), ("histograms", events.Histograms), ("images", events.Images)]:
        for tag in tags[kind]:
            steps = [event.step for event in read(tag)]
            if len(set(steps)) != len(steps):
                wrong.append(f"{tag}: a step comes twice in {steps}")

    evaluations = [line["step"] for line in metrics if line["type"] == "eval"]
    histograms = {tag: events.Histograms(tag) for tag in tags["histograms"]}
    for tag, found in histograms.items():
        if [event.step for event in found] != evaluations:
            wrong.append(f"{tag}: histograms of other steps than the evaluations")
    pictures = {line["step"]: line["file"] for line in metrics if line["type"] == "sample"}
    images = {tag: events.Images(tag) for tag in tags["images"]}
    for tag, found in images.items():
        for event in found:
            file = pictures.get(event.step) if tag == "samples" else f"samples/{tag.removeprefix('final/')}.png"
            if file is None or event.encoded_image_string != (run / file).read_bytes():
                wrong.append(f"{tag} at step {event.step} is not {file}")

    count = lambda events_of: sum(map(len, events_of.values()))
    print(f"scalars: {expected} under {len(scalars)} tags")
    print(f"histograms: {count(histograms)} under {len(histograms)} tags")
    print(f"images: {count(images)} under {len(images)} tags")
    print("\n".join(wrong) or "all as in metrics.jsonl and samples/")
    sys.exit(1 if wrong or not (expected and histograms and images) else 0)


def values(line: dict):
    """The scalars that belong to a line of metrics.jsonl."""
    if line["type"] == "train":
        yield from ((f"loss/{name}", value) for name, value in line["losses"].items())
        yield from ((f"rate/{name}", value) for name, value in line["rates"].items())
        yield "images per second", line["imagesPerSecond"]
    if line["type"] == "eval":
        for domain in ["source", "target"]:
            yield f"accuracy/{domain}", line[domain]["accuracy"]
            yield f"test loss/{domain}", line[domain]["loss"]
        yield from ((f"validator/{name}", value) for name, value in line.get("validators", {}).items())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
