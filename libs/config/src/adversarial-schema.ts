import { z } from 'zod';
import { adaptationKeys } from './backbone-schema.js';
import { featureDiscriminatorSchema } from './feature-discriminator-schema.js';
import { atLeastOne, rate } from './numbers.js';
import { selfTrainingSchema } from './self-training-schema.js';

const keys = {
  ...adaptationKeys,
  discriminator: featureDiscriminatorSchema,
  weight: rate.default(1).describe('of the adversarial loss'),
  rampSteps: atLeastOne
    .default(10_000)
    .describe('steps over which the reversed gradient grows: 2 / (1 + exp(-10 i / rampSteps)) - 1'),
  selfTraining: selfTrainingSchema().optional(),
};

/** Domain-adversarial network (Ganin 2016): features from which a discriminator can't tell the domains apart. */
export const dannSchema = z.strictObject({ name: z.literal('dann'), ...keys });

/**
 * Conditional adversarial network (Long 2018): the discriminator sees the outer product of features and predictions.
 */
export const cdanSchema = z.strictObject({ name: z.literal('cdan'), ...keys });

/** CDAN with entropy conditioning (CDAN+E, Long 2018): images with confident predictions weigh more. */
export const cdanEntropySchema = z.strictObject({ name: z.literal('cdan+e'), ...keys });
