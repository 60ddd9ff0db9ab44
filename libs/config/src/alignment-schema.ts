import { z } from 'zod';
import { alignmentLossSchema } from './alignment-loss-schema.js';
import { adaptationKeys } from './backbone-schema.js';
import { selfTrainingSchema } from './self-training-schema.js';

/** Losses between the domains alone (DAN, JAN, Deep CORAL, AFN), without an adversary. */
export const alignmentSchema = z.strictObject({
  name: z.literal('alignment'),
  ...adaptationKeys,
  alignment: z
    .array(alignmentLossSchema)
    .min(1)
    .describe(adaptationKeys.alignment.description ?? ''),
  selfTraining: selfTrainingSchema().optional(),
});
