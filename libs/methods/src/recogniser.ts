import type { Domain } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { noGrad, type Pass } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';

/** What a trained recogniser is used for: all but the estimation of statistics. */
export type Reading = Omit<Recogniser, 'estimateStatistics'>;

/** The networks that read images. */
export interface ReadingNetworks {
  /** Images [N, H, W, channels] in [-1, 1] -> [N, features]. */
  feature(images: tf.Tensor4D, pass: Pass): tf.Tensor2D;
  /** The same of each place, [N, h, w, features], where `feature` is the average over places. */
  maps?(images: tf.Tensor4D, pass: Pass): tf.Tensor4D;
  /** [N, features] -> class scores [N, classes]. */
  classify(features: tf.Tensor2D): tf.Tensor2D;
}

/** The networks behind a recogniser. */
export interface RecogniserNetworks extends ReadingNetworks {
  /** Passes images through every network that has running statistics of their domain. */
  track(images: tf.Tensor4D, domain: Domain, pass: Pass): void;
}

/** What these networks read, in evaluation mode and without recording gradients. */
export function readingOf({ feature, maps, classify }: ReadingNetworks): Reading {
  const features: Reading['features'] = (images, domain) =>
    noGrad(() => tf.tidy(() => feature(images, { training: false, domain })));
  const scores: Reading['classify'] = (seen) => noGrad(() => tf.tidy(() => classify(seen)));
  return {
    features,
    ...(maps && {
      maps: (images, domain) => noGrad(() => tf.tidy(() => maps(images, { training: false, domain }))),
    }),
    classify: scores,
    logits: (images, domain) => tf.tidy(() => scores(features(images, domain))),
  };
}

/** The recogniser of these networks. */
export const recogniserOf = ({ track, ...networks }: RecogniserNetworks): Recogniser => ({
  ...readingOf(networks),
  estimateStatistics: (images, domain, batch) =>
    noGrad(() =>
      tf.tidy(() => {
        // Returned from here, what it computed would live on.
        track(images, domain, { training: true, domain, momentum: 1 / (batch + 1) });
      }),
    ),
});
