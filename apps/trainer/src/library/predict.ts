import type { Domain } from '@jiagu/config';
import { predictImages, type Prediction } from '@jiagu/evaluation';
import { findImages, openReadable, refuseFailures } from '../images/named-images.js';
import { capability } from '../runs/capability.js';
import { networksOf, type Run } from './run.js';

/** How images are read. */
export interface PredictOptions {
  /** Handprinted (`source`) or scanned (`target`, default) images. */
  readonly domain?: Domain;
  /** Classes to name for each image. Default 5. */
  readonly top?: number;
}

/**
 * What characters images show.
 *
 * @param places images, folders with all images below them, lists, IDX files, packed files
 * @returns a prediction for each image, in the order in which they were named, the likeliest class first
 * @throws UsageError when nothing is found or the run's method tells no classes apart; Error naming what can't be read
 */
export async function predict(
  run: Run,
  places: string | readonly string[],
  { domain = 'target', top = 5 }: PredictOptions = {},
): Promise<Prediction[]> {
  const inside = networksOf(run);
  const { config } = inside;
  const recogniser = capability(inside, 'recogniser');
  const found = await findImages([places].flat());
  const { dataset, failures } = await openReadable(found, {
    data: config.data,
    domain,
    classNames: run.classNames,
  });
  refuseFailures(failures);
  return predictImages((images) => recogniser.logits(images, domain), dataset, {
    batchSize: config.training.evaluate.batchSize,
    imageSize: config.data.imageSize,
    top,
  });
}
