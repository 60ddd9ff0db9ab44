import { z } from 'zod';
import { adaptationKeys } from './backbone-schema.js';
import { atLeastOne, positive, probability, rate } from './numbers.js';
import { selfTrainingSchema } from './self-training-schema.js';

const selfTraining = selfTrainingSchema().optional();

/** Margin disparity discrepancy (Zhang 2019): a second classifier behind gradient reversal. */
export const mddSchema = z.strictObject({
  name: z.literal('mdd'),
  ...adaptationKeys,
  hidden: atLeastOne.default(1024).describe('width of the adversarial classifier'),
  dropout: probability.default(0.5).describe('of the adversarial classifier'),
  margin: positive.default(4).describe('how much agreement on the source weighs'),
  weight: rate.default(1).describe('of the adversarial loss'),
  coefficient: rate.default(0.1).describe('to which the reversed gradient grows'),
  rampSteps: atLeastOne
    .default(1000)
    .describe('steps over which it grows: 2 / (1 + exp(-10 i / rampSteps)) - 1'),
  selfTraining,
});

/** Two classifiers that differ on target images, and features on which they agree (Saito 2018; Lee 2019). */
export const mcdSchema = z.strictObject({
  name: z.literal('mcd'),
  ...adaptationKeys,
  discrepancy: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('absolute') }),
      z.strictObject({
        type: z.literal('sliced-wasserstein'),
        directions: atLeastOne.default(128).describe('projections, new ones for each update'),
      }),
    ])
    .prefault({ type: 'absolute' })
    .describe('absolute: MCD; sliced-wasserstein: SWD'),
  encoderUpdates: atLeastOne.default(4).describe('of the encoder in a step, towards agreement'),
  selfTraining,
});
