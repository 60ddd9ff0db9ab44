import type * as tf from '@tensorflow/tfjs-core';
import type { SelfTrainingConfig } from '@jiagu/config';
import { classConfusion, mutualInformation, pseudoLabelCrossEntropy } from '@jiagu/losses';
import type { DistributionAlignment } from './distribution-alignment.js';
import type { Terms } from './update.js';

/** Whether any of these losses needs strong views. */
export const needsStrongView = ({ weight, mutualInformation: mutual }: SelfTrainingConfig): boolean =>
  weight > 0 || mutual > 0;

/**
 * The losses on unlabelled target images that any method may add: pseudo-labels, agreement of both views, minimum class
 * confusion. Those of weight 0 are left out.
 *
 * @param weak class scores of the weak views [N, classes]
 * @param strong returns those of the strong views; called only where a loss needs them
 * @param alignment of the pseudo-labels; null: none
 * @returns the terms, the class scores [N, classes] that pseudo-labels come from, and the share of images that got a
 *   pseudo-label
 */
export function targetLosses(
  settings: SelfTrainingConfig,
  weak: tf.Tensor2D,
  strong: () => tf.Tensor2D,
  alignment: DistributionAlignment | null,
): { terms: Terms; guess: tf.Tensor2D; figures: Record<string, tf.Scalar> } {
  const { weight, threshold, temperature } = settings;
  const terms: Terms = {};
  const figures: Record<string, tf.Scalar> = {};
  const guess = alignment?.forward(weak) ?? weak;
  const changed = needsStrongView(settings) ? strong() : weak;
  if (weight > 0) {
    const { loss, share } = pseudoLabelCrossEntropy(changed, guess, threshold);
    terms.pseudo = [weight, loss];
    figures.pseudo_share = share;
  }
  if (settings.mutualInformation > 0)
    terms.mutual = [settings.mutualInformation, mutualInformation(weak, changed)];
  if (settings.classConfusion > 0)
    terms.confusion = [settings.classConfusion, classConfusion(weak, temperature)];
  return { terms, guess, figures };
}
