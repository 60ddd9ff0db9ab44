import type { Domain } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { noGrad, type Pass } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/** The networks behind a recogniser. */
export interface RecogniserNetworks {
  /** Images [N, H, W, channels] in [-1, 1] -> [N, features]. */
  feature(images: tf.Tensor4D, pass: Pass): tf.Tensor2D;
  /** [N, features] -> class scores [N, classes]. */
  classify(features: tf.Tensor2D): tf.Tensor2D;
  /** Passes images through every network that has running statistics of their domain. */
  track(images: tf.Tensor4D, domain: Domain, pass: Pass): void;
}

/** The recogniser of these networks, in evaluation mode and without recording gradients. */
export function recogniserOf({ feature, classify, track }: RecogniserNetworks): Recogniser {
  const features: Recogniser['features'] = (images, domain) =>
    noGrad(() => tf.tidy(() => feature(images, { training: false, domain })));
  const scores: Recogniser['classify'] = (seen) => noGrad(() => classify(seen));
  return {
    features,
    classify: scores,
    logits: (images, domain) => tf.tidy(() => scores(features(images, domain))),
    estimateStatistics: (images, domain, batch) =>
      noGrad(() =>
        tf.tidy(() => track(images, domain, { training: true, domain, momentum: 1 / (batch + 1) })),
      ),
  };
}
