import type { Domain } from '@jiagu/config';
import type { Module } from '@jiagu/nn';
import type { InitialWeights } from '@jiagu/training';
import type * as tf from '@tensorflow/tfjs-core';
import type { Terms } from '../update.js';

/** A value for each domain. */
export type Both<T> = Readonly<Record<Domain, T>>;

/** What a step of a translation in both directions has made, for further losses. */
export interface TwoWayStep {
  /** [N, H, W, channels] in [-1, 1] */
  readonly real: Both<tf.Tensor4D>;
  /** translated images by their new domain */
  readonly translated: Both<tf.Tensor4D>;
  /** what comes back of a domain's images once they are translated there and back */
  returned(domain: Domain): tf.Tensor4D;
  /** classes of the source's images, [N]; present where the wish asks for them */
  readonly labels?: tf.Tensor1D;
}

/** Losses of the translators besides CycleGAN's own, and the networks that they need. */
export interface TwoWayWish {
  /** networks that learn together with the translators, by the prefix of their names in state dicts */
  readonly trained: Readonly<Record<string, Module>>;
  /** networks that stand still */
  readonly frozen: Readonly<Record<string, Module>>;
  /** whether it looks at the labels of the source */
  readonly labels: boolean;
  /** Prepares the networks at the start of a fresh run. */
  initialise?(weights: InitialWeights): Promise<void>;
  /** @returns the losses with their weights, and figures for the log */
  terms(step: TwoWayStep): { readonly terms: Terms; readonly figures?: Record<string, tf.Scalar> };
}
