import type { Domains } from '@jiagu/data';
import type { Generator, ImageCritic, Recogniser, Separation } from '@jiagu/evaluation';
import type { Module } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { Feeds, TrainingBatch } from './feeds.js';
import type { Optimizer } from './optimizers/optimizer.js';

/** A stretch of the training; many methods have one. */
export interface Phase<Kind extends string = string> {
  /** For control flow. */
  readonly kind: Kind;
  /** For readers of the log. */
  readonly name: string;
  /** Size of a batch as a multiple of the configured batch size. */
  readonly batchFactor: number;
}

/** What a fresh run's weights may be prepared from. */
export interface InitialWeights {
  readonly domains: Domains;
  /** Folder for weights that are made or fetched once. */
  readonly cache: string;
  /** Reports progress to the user. */
  readonly log: (line: string) => void;
}

/**
 * Networks, losses and optimisers of one way of training; the loop knows nothing else of them. What the trained networks
 * can be used for stands in the optional capabilities.
 */
export interface Method<Batch extends TrainingBatch = TrainingBatch> {
  /** Networks under the prefixes of their state dicts, without the dot. */
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: Readonly<Record<string, Optimizer>>;

  /** Which domains, views and labels the steps look at: what `Batch` holds. */
  readonly feeds: Feeds;

  /** The current step, counted from 0; -1 before the first. Restored from checkpoints. */
  step: number;

  phase(step: number): Phase;

  /** Loads pretrained weights; called once, at the start of a fresh run. */
  initialise?(weights: InitialWeights): Promise<void>;

  /**
   * Makes a step the current one and names its program: steps of one name run the same operations on other numbers,
   * which enter through host tensors.
   */
  begin(step: number): string;

  /**
   * The current step: updates the networks.
   * @returns named losses, to be disposed by the caller
   */
  trainStep(batch: Batch): Record<string, tf.Scalar>;

  /** Learning rates of a step, for the log. */
  rates(step: number): Record<string, number>;

  /** Present where the method learns to tell classes apart. */
  readonly recogniser?: Recogniser;

  /** Present where the method separates structure from texture. */
  readonly separation?: Separation;

  /** Present where the method draws images from noise. */
  readonly generator?: Generator;

  /** Present where an adversary judges the images of the generator. */
  readonly critic?: ImageCritic;
}

/** Frees all networks and optimiser state of a method. */
export function disposeMethod({ modules, optimizers }: Pick<Method, 'modules' | 'optimizers'>): void {
  for (const part of [...Object.values(modules), ...Object.values(optimizers)]) part.dispose();
}
