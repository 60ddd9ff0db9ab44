import { z } from 'zod';
import { adaptationKeys } from './backbone-schema.js';
import { featureDiscriminatorSchema } from './feature-discriminator-schema.js';
import { atLeastOne, probability, rate } from './numbers.js';
import { selfTrainingSchema } from './self-training-schema.js';

/** Of methods whose later steps don't look at both domains together. */
const separateKeys = z.strictObject(adaptationKeys).omit({ alignment: true }).shape;

/** Source hypothesis transfer (Liang 2020): after the warm-up the classifier is frozen and the target is all there is. */
export const shotSchema = z.strictObject({
  name: z.literal('shot'),
  ...separateKeys,
  warmup: atLeastOne.describe('first steps: the source alone, which no later step looks at again'),
  labelSmoothing: probability.default(0.1).describe('share of a label of the source spread over all classes'),
  informationMaximisation: rate.default(1).describe('sure predictions, all classes occurring'),
  clusters: rate.default(0.3).describe('cross-entropy against the class of the nearest centroid'),
  memory: atLeastOne
    .default(100)
    .describe('steps after which images count 1/e in the centroids; about an epoch of the target'),
  selfTraining: selfTrainingSchema().optional(),
});

/** Adversarial discriminative adaptation (Tzeng 2017): an encoder of its own for the target. */
export const addaSchema = z.strictObject({
  name: z.literal('adda'),
  ...separateKeys,
  warmup: atLeastOne.describe('first steps: encoder and classifier of the source, frozen from then on'),
  discriminator: featureDiscriminatorSchema,
  weight: rate.default(1).describe('of fooling the discriminator'),
  selfTraining: selfTrainingSchema().optional(),
});
