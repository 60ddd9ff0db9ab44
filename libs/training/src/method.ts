import type { Domains } from '@jiagu/data';
import type { Generator, ImageCritic, Recogniser, Separation, Translation } from '@jiagu/evaluation';
import type { Module } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { Feeds, TrainingBatch } from './feeds.js';
import type { Optimizer } from './optimizers/optimizer.js';

/** A stretch of the training with its own losses; many methods have only one. */
export interface Phase<Kind extends string = string> {
  /** Identifier, for code. */
  readonly kind: Kind;
  /** Description, for the log. */
  readonly name: string;
  /** Size of a batch as a multiple of the configured batch size. */
  readonly batchFactor: number;
}

/** What {@link Method.initialise} needs to prepare pretrained weights. */
export interface InitialWeights {
  readonly domains: Domains;
  /** Folder for weights that are trained or downloaded once. */
  readonly cache: string;
  /** Reports progress to the user. */
  readonly log: (line: string) => void;
}

/**
 * The networks, losses and optimisers of a training method, as the training loop uses them. The optional capabilities
 * describe what the trained networks can do.
 */
export interface Method<Batch extends TrainingBatch = TrainingBatch> {
  /** Networks by the prefix of their names in state dicts, without the dot. */
  readonly modules: Readonly<Record<string, Module>>;
  /** Optimisers by the prefix of their names in state dicts, without the dot. */
  readonly optimizers: Readonly<Record<string, Optimizer>>;

  /** The domains, views and labels that the steps use: the content of `Batch`. */
  readonly feeds: Feeds;

  /** The current step, counted from 0; -1 before the first. Restored from checkpoints. */
  step: number;

  /** The phase that a step belongs to. @param step counted from 0 */
  phase(step: number): Phase;

  /** Loads pretrained weights; called once, at the start of a fresh run. */
  initialise?(weights: InitialWeights): Promise<void>;

  /**
   * Makes a step the current one.
   * @param step counted from 0
   * @returns the name of its program: steps of the same name run the same operations; numbers that differ between them
   *   enter through host tensors
   */
  begin(step: number): string;

  /**
   * Runs the current step, which updates the networks.
   * @returns losses by name, which the caller disposes
   */
  trainStep(batch: Batch): Record<string, tf.Scalar>;

  /** Learning rates of a step by name, for the log. @param step counted from 0 */
  rates(step: number): Record<string, number>;

  /** Present where the method learns to tell classes apart. */
  readonly recogniser?: Recogniser;

  /** Present where the method separates structure from texture. */
  readonly separation?: Separation;

  /** Present where the method turns images of one domain into images of the other. */
  readonly translation?: Translation;

  /** Present where the method draws images from noise. */
  readonly generator?: Generator;

  /** Present where an adversary judges the images of the generator. */
  readonly critic?: ImageCritic;
}

/** Frees all networks and optimiser state of a method. */
export function disposeMethod({ modules, optimizers }: Pick<Method, 'modules' | 'optimizers'>): void {
  for (const part of [...Object.values(modules), ...Object.values(optimizers)]) part.dispose();
}
