import type * as tf from '@tensorflow/tfjs-core';
import type { Domain, Module } from '@jiagu/nn';
import type { Domains } from '@jiagu/data';
import type { Optimizer } from './optimizers/optimizer.js';

/** An image as it is mildly changed for training, or strongly. */
export type View = 'weak' | 'strong';

/**
 * Images of one domain in a step, each view [N, H, W, channels] in [-1, 1]. A view that the method did not ask
 * for is the other one.
 */
export type Images = Record<View, tf.Tensor4D>;

/** What a step sees. There is no place for labels of the target. */
export interface TrainingBatch {
  source: Images & { labels: tf.Tensor1D };
  target: Images;
}

/** A stretch of the training; most methods have one. */
export interface Phase {
  name: string;
  /** how many times the configured batch size a batch has */
  batchFactor: number;
}

/** Where a fresh run takes its weights from. */
export interface InitialWeights {
  domains: Domains;
  /** folder for weights made or fetched once */
  cache: string;
  /** tells the user what goes on */
  log: (line: string) => void;
}

/** Structure and texture taken apart and put together again, by methods that can. In evaluation mode. */
export interface Separation {
  /** @returns the structure map and the texture code, to be disposed by the caller */
  encode(images: tf.Tensor4D, domain: Domain): { structure: tf.Tensor4D; texture: tf.Tensor2D };
  /** @returns images in [-1, 1], to be disposed by the caller */
  decode(structure: tf.Tensor4D, texture: tf.Tensor2D, domain: Domain): tf.Tensor4D;
}

/** Networks, losses and optimisers of one way of training. The loop knows nothing else of them. */
export interface Method {
  /** networks under the prefixes of their state dicts, without the dot */
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: Readonly<Record<string, Optimizer>>;

  /** Which views of each domain's images the steps look at; no others are made. */
  readonly views: Readonly<Record<Domain, readonly [View, ...View[]]>>;

  /** The step that comes next; whoever loads a checkpoint sets it. */
  at: number;

  phase(step: number): Phase;

  /** Loads pretrained weights; called once, at the start of a fresh run. */
  initialise?(weights: InitialWeights): Promise<void>;

  /**
   * Prepares a step, counted from 0, and names its program: steps of one name run the same operations on other
   * numbers, which enter through host tensors.
   */
  begin(step: number): string;

  /**
   * One iteration, of the step begun last: updates the networks.
   * @returns named losses, to be disposed by the caller
   */
  step(batch: TrainingBatch): Record<string, tf.Scalar>;

  /** The learning rates of that step, for the log. */
  rates(step: number): Record<string, number>;

  /**
   * What the classifier sees of images [N, H, W, channels] in [-1, 1]: [N, features], in evaluation mode, with the
   * domain's running statistics; disposed by the caller.
   */
  features(images: tf.Tensor4D, domain: Domain): tf.Tensor2D;

  /** Class scores [N, classes] of features [N, features]; disposed by the caller. */
  classify(features: tf.Tensor2D): tf.Tensor2D;

  /** Both at once: class scores [N, classes] in evaluation mode, with the domain's running statistics; disposed by the caller. */
  logits(images: tf.Tensor4D, domain: Domain): tf.Tensor2D;

  /**
   * One batch of the domain's training images towards its running statistics, which become the plain average
   * over batches 0, 1, ... .
   */
  estimateStatistics(images: tf.Tensor4D, domain: Domain, batch: number): void;

  /** Present where the method separates structure from texture. */
  readonly separation?: Separation;

  /** Frees all networks and optimiser state. */
  dispose(): void;
}
