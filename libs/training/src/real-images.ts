import type { RunConfig } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import { drawSubset, seeDataset, type FeatureNetwork } from '@jiagu/evaluation';
import {
  authenticityAgainst,
  floorOfTraining,
  type Authentic,
  type Measures,
  type SeenImages,
} from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';

/** At most this many training images are searched for copies; the time grows with the square of their number. */
const MOST_TRAINING = 5000;

/** What drawn images are compared with: it stays the same from evaluation to evaluation. */
export interface RealImages {
  readonly real: SeenImages;
  /** absent when the training images are not available */
  readonly training?: { readonly count: number; readonly authentic: Authentic; readonly floor: Measures };
}

/** What {@link lookAtReal} looks at. */
export interface RealParts {
  readonly config: Pick<RunConfig, 'data' | 'training'>;
  readonly features: FeatureNetwork;
  readonly test: Dataset;
  /** absent when the training images are not available */
  readonly train?: Dataset;
  /** the greatest number of test images, and of training images in their place */
  readonly images: number;
  /** whether the labels of the test images may be looked at */
  readonly labelled: boolean;
}

/** Extracts features of the real images, always the same ones, so that steps and runs can be compared. */
export async function lookAtReal({ images, labelled, ...parts }: RealParts): Promise<RealImages> {
  const { test, train } = parts;
  const seen = await seeSome(parts, test, images, 'evaluation/test');
  const real = labelled ? seen : unlabelled(seen);
  if (!train) return { real };
  const all = await seeSome(parts, train, MOST_TRAINING, 'evaluation/train');
  const authentic = authenticityAgainst(all.features);
  const some = {
    features: all.features.slice(0, images),
    ...(all.logits && { logits: all.logits.slice(0, images) }),
    labels: [],
  };
  return {
    real,
    training: { count: all.features.length, authentic, floor: floorOfTraining(some, real, authentic) },
  };
}

/** Features of at most so many images of a data set. @param stream name of the random choice */
function seeSome(
  { config, features }: Pick<RealParts, 'config' | 'features'>,
  dataset: Dataset,
  most: number,
  stream: string,
): Promise<SeenImages> {
  return seeDataset(features, drawSubset(dataset, most, new RandomStream(stream)), {
    batchSize: config.training.evaluate.batchSize,
    imageSize: config.data.imageSize,
  });
}

/** The same images without their labels. */
export const unlabelled = (seen: SeenImages): SeenImages => ({
  ...seen,
  labels: seen.features.map(() => -1),
});
