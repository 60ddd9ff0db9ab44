import type { McdConfig } from '@jiagu/config';
import { absoluteDiscrepancy, slicedWasserstein } from '@jiagu/losses';
import { noGrad } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { normalNoise } from '../noise.js';
import { untracked } from '../passes.js';
import { update, weighted, type ScheduledOptimizer, type Terms } from '../update.js';
import type { BackboneNetworks, Scored } from './backbone-networks.js';
import { classification, type SeenView } from './classify-source.js';

/** A step's images as they pass, its labels, and the optimisers of both players. */
export interface DiscrepancyStep {
  readonly views: readonly SeenView[];
  readonly labels: tf.Tensor1D;
  /** weak views [N, H, W, channels] */
  readonly target: tf.Tensor4D;
  readonly encoder: readonly ScheduledOptimizer[];
  readonly classifiers: readonly ScheduledOptimizer[];
}

/**
 * What follows a step of classification by two classifiers (MCD, Saito 2018, section 3.4, steps B and C; SWD, Lee 2019,
 * with another discrepancy):
 *
 * - B: the classifiers, the encoder standing still, go on classifying the source and differ on the target as they can;
 * - C: the encoder, the classifiers standing still, makes them agree on the target, several times.
 *
 * @returns `discrepancy`, as the classifiers left it and the encoder found it, to be disposed by the caller
 */
export function playDiscrepancy(
  networks: BackboneNetworks,
  { discrepancy, encoderUpdates }: McdConfig,
  random: RandomStream,
  { views, labels, target, encoder, classifiers }: DiscrepancyStep,
): Record<string, tf.Scalar> {
  const differ = ([first, second]: Scored['scores']): tf.Scalar => {
    if (!second) throw new Error('two classifiers are expected');
    if (discrepancy.type === 'absolute') return absoluteDiscrepancy(first, second);
    const size: [number, number] = [first.shape[1], discrepancy.directions];
    return slicedWasserstein(first, second, normalNoise(size, random) as tf.Tensor2D);
  };
  const still = (images: tf.Tensor4D): tf.Tensor2D =>
    noGrad(() => tf.tidy(() => networks.feature(images, untracked)));
  const b = update(classifiers, () => {
    const terms: Terms = { differ: [-1, differ(networks.score(still(target)))] };
    for (const seen of views)
      if (seen.loss)
        Object.assign(terms, classification(seen, { scores: networks.score(still(seen.images)) }, labels));
    return weighted(terms);
  });
  tf.dispose(b);
  const agreed = Array.from({ length: encoderUpdates }, () =>
    update(encoder, () => ({ total: differ(networks.score(networks.feature(target, untracked))) })),
  );
  const [first, ...others] = agreed.map(({ total }) => total);
  tf.dispose(others);
  return { discrepancy: first as tf.Scalar };
}
