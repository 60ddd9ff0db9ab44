import { z } from 'zod';
import { adaptationKeys } from './backbone-schema.js';
import { selfTrainingSchema } from './self-training-schema.js';

/** Minimum class confusion (Jin 2020) on the target's predictions. */
export const mccSchema = z.strictObject({
  name: z.literal('mcc'),
  ...adaptationKeys,
  selfTraining: selfTrainingSchema({ weight: 0, mutualInformation: 0, classConfusion: 1 }).prefault({}),
});

/** Pseudo-labels of weakly changed images supervise strongly changed ones (Sohn 2020), and class confusion is least. */
export const consistencySchema = z.strictObject({
  name: z.literal('consistency'),
  ...adaptationKeys,
  selfTraining: selfTrainingSchema({ threshold: 0.9, mutualInformation: 0, classConfusion: 1 }).prefault({}),
});
