import type { AlignmentLossConfig } from '@jiagu/config';
import {
  correlationAlignment,
  hardFeatureNorm,
  jointMeanDiscrepancy,
  meanDiscrepancy,
  spectralPenalty,
  stepwiseFeatureNorm,
} from '@jiagu/losses';
import * as tf from '@tensorflow/tfjs-core';
import type { Terms } from '../update.js';
import type { Recognition } from './backbone-networks.js';

/**
 * The losses of `method.alignment`, each as `align_` and its name; one that is listed twice counts with both weights.
 * @param source what the networks say of weak views, as target
 */
export function alignmentLosses(
  settings: readonly AlignmentLossConfig[],
  source: Recognition,
  target: Recognition,
): Terms {
  return Object.fromEntries(
    settings.map((each, i) => {
      const again = settings.findIndex(({ loss }) => loss === each.loss) < i;
      return [
        `align_${each.loss.replace('-', '_')}${again ? `_${i}` : ''}`,
        [each.weight, lossOf(each, source, target)],
      ];
    }),
  );
}

function lossOf(settings: AlignmentLossConfig, source: Recognition, target: Recognition): tf.Scalar {
  const both = (of: (feature: tf.Tensor2D) => tf.Scalar): tf.Scalar =>
    tf.add(of(source.feature), of(target.feature));
  switch (settings.loss) {
    case 'mean':
      return meanDiscrepancy(source.feature, target.feature, settings.bandwidths);
    case 'joint-mean':
      return jointMeanDiscrepancy(source, target, settings.bandwidths, settings.deviation);
    case 'correlation':
      return settings.of === 'scores'
        ? correlationAlignment(source.logits, target.logits)
        : correlationAlignment(source.feature, target.feature);
    case 'hard-norm':
      return both((feature) => hardFeatureNorm(feature, settings.radius));
    case 'stepwise-norm':
      return both((feature) => stepwiseFeatureNorm(feature, settings.step));
    case 'spectral':
      return both(spectralPenalty);
  }
}
