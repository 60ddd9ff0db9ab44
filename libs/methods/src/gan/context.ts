import type { GanConfig } from '@jiagu/config';
import type { CriticNetwork, JudgePass } from '@jiagu/critic';
import type { GeneratorNetwork } from '@jiagu/generator';
import { hostScalar, type Unrelated } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import type { Optimizer } from '@jiagu/training';
import type * as tf from '@tensorflow/tfjs-core';
import type { Perturbation } from './perturbation.js';

/** The two networks. */
export interface Players {
  readonly generator: GeneratorNetwork;
  readonly critic: CriticNetwork;
}

/** Images, with their classes where the networks are conditioned on them. */
export interface Shown {
  /** [N, H, W, channels] in [-1, 1] */
  readonly images: tf.Tensor4D;
  /** [N] */
  readonly labels: tf.Tensor1D | null;
}

/** What the updates of both players work on. */
export interface GanContext {
  readonly method: GanConfig;
  readonly players: Players;
  readonly optimizers: Readonly<Record<keyof Players, Optimizer>>;
  readonly perturbation: Perturbation;
  readonly random: RandomStreams;
  /** The current step, counted from 0. */
  readonly step: () => number;
  /** Half a cosine wave that falls from 1 to 0 in the course of the run, at the current step. */
  readonly cosine: () => number;
  /** Learning rates of the current step. */
  readonly rates: () => Readonly<Record<keyof Players, number>>;
}

/** A training pass through either network in the current step. */
export type TrainingPass = JudgePass & { readonly training: true };

/**
 * Weight of the critic's separate conditional answer in the current step, 0 .. 1: the conditional transition (Shahbazi
 * 2022), in which the networks learn the images first and then their classes.
 */
export function conditionalWeight({ method, step }: Pick<GanContext, 'method' | 'step'>): tf.Scalar | number {
  const transition = method.domain === 'source' ? method.transition : undefined;
  if (!transition) return 1;
  const { from, to } = transition;
  return hostScalar(() => Math.min(1, Math.max(0, (step() - from) / (to - from))));
}

/** Weight of the class cross-entropy of an auxiliary classifier. */
export const auxiliaryWeight = ({ method }: GanContext): number =>
  method.domain === 'source' ? method.auxiliary : 0;

/** How to treat parameters without a gradient: networks that grow have weights that are not used yet. */
export const unrelated = ({ method }: GanContext): Unrelated => (method.growth ? 'zero' : 'refused');
