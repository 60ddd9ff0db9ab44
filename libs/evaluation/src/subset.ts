import type { Dataset } from '@jiagu/data';
import type { RandomStream } from '@jiagu/random';

/** Some images of a data set, in the given order. */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const chosen = Array.from(indices);
  const at = (i: number): number => {
    const index = chosen[i];
    if (index === undefined)
      throw new RangeError(`${dataset.name}: no image ${i} among the ${chosen.length} chosen`);
    return index;
  };
  return {
    name: dataset.name,
    classNames: dataset.classNames,
    channels: dataset.channels,
    resizeTo: dataset.resizeTo,
    files: chosen.map((index) => dataset.files[index] as string),
    labels: Int32Array.from(chosen, (index) => dataset.labels[index] as number),
    length: chosen.length,
    read: (i) => dataset.read(at(i)),
    origin: (i) => dataset.origin(at(i)),
  };
}

/** At most `count` different images of a data set, drawn at random from the stream. */
export function drawSubset(dataset: Dataset, count: number, stream: RandomStream): Dataset {
  return subset(dataset, stream.permutation(dataset.length).subarray(0, count));
}

/**
 * At most `count` different images, drawn at random from the stream, of as many classes as possible: a class is
 * repeated only after every class has been used. For pictures.
 */
export function drawDistinct(dataset: Dataset, count: number, stream: RandomStream): Dataset {
  const order = Array.from(stream.permutation(dataset.length));
  const seen = new Map<number, number>();
  const repetitions = order.map((index) => {
    const label = dataset.labels[index] as number;
    const times = seen.get(label) ?? 0;
    seen.set(label, times + 1);
    return { index, times };
  });
  // A stable sort: within a round of all classes the drawn order stays.
  repetitions.sort((a, b) => a.times - b.times);
  return subset(
    dataset,
    repetitions.slice(0, count).map(({ index }) => index),
  );
}
