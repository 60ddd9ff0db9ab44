import type { Dataset } from '@jiagu/data';
import { drawSubset } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { note } from '../command-line/output.js';

/** Which set, and how many of its images to take at most. */
export interface Limit {
  /** name of the set in messages, and of its random stream */
  readonly name: string;
  /** where it is */
  readonly place: string;
  readonly max: number;
  readonly seed: number;
  /** the verb, whose random choice is its own */
  readonly verb: string;
}

/** At most `max` images of a set, chosen at random; reports when some are left out. */
export function drawAtMost(dataset: Dataset, { name, place, max, seed, verb }: Limit): Dataset {
  if (dataset.length <= max) return dataset;
  note(`${place}: ${max} of ${dataset.length} ${name} images are chosen at random, seed ${seed} (--max)`);
  return drawSubset(dataset, max, new RandomStream(`${seed}/${verb}/${name}`));
}
