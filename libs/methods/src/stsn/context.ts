import type * as tf from '@tensorflow/tfjs-core';
import type { StsnConfig } from '@jiagu/config';
import type { Decoder } from '@jiagu/decoder';
import { hostScalar } from '@jiagu/nn';
import type { TranslationWeights } from '@jiagu/perceptual';
import { ramp } from '@jiagu/training';
import type { DistributionAlignment } from '../distribution-alignment.js';
import type { MovingAverage } from '../moving-average.js';
import type { ScheduledOptimizer } from '../update.js';
import type { ImageAdversary } from './image-adversary.js';
import type { StsnNetworks } from './networks.js';
import { learningRates, type StsnOptimizers } from './optimizers.js';

/** Callbacks that see the tensors inside a step, for checks. They must not dispose them. */
export interface Probe {
  forward?(tensors: Record<string, tf.Tensor>): void;
  /** gradients of `total`, in the order of the parameters of encoder, classifier and reconstruction */
  gradients?(gradients: readonly tf.Tensor[]): void;
}

/** What the phases of STSN work on. */
export interface StsnContext {
  networks: StsnNetworks;
  optimizers: StsnOptimizers;
  imageAdversary: ImageAdversary;
  /** the moving average of the decoder, which draws what is shown; null: none */
  average: MovingAverage<Decoder> | null;
  config: StsnConfig;
  totalSteps: number;
  /** the current step, counted from 0; -1 before the first */
  step: number;
  /** distribution alignment of the pseudo-labels; null: none */
  alignment: DistributionAlignment | null;
  /** the configured weights, divided by the calibration of the perceptual network */
  perceptualWeights: { reconstruction: number[]; translation: TranslationWeights };
  probe?: Probe;
}

/** Whether the current step updates the image discriminators. */
export const judgesImages = ({ step, config }: StsnContext): boolean =>
  step % config.optimizers.imageDiscriminator.every === 0;

/** Whether the current step classifies translated images. */
export const classifiesTranslated = ({ step, config }: StsnContext): boolean =>
  step >= config.classifyTranslatedFrom;

/** An optimiser with its learning rate in the current step. */
export function scheduled(context: StsnContext, name: keyof StsnOptimizers): ScheduledOptimizer {
  const { config, optimizers, totalSteps } = context;
  return [optimizers[name], () => learningRates(config, context.step, totalSteps)[name]];
}

/** The weight of L_feat: constant, or growing over the first `featureRamp` of the run, a share, as in DANN. */
export function featureWeight(context: StsnContext): number | tf.Scalar {
  const { feature, featureRamp } = context.config.weights;
  if (featureRamp === 0) return feature;
  return hostScalar(() => feature * ramp(context.step / context.totalSteps / featureRamp));
}
