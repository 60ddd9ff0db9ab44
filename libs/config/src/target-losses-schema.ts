import { z } from 'zod';
import { adaptationKeys } from './backbone-schema.js';
import { selfTrainingSchema } from './self-training-schema.js';

/** Losses on the target's predictions alone: one schema, the names differ in their defaults. */
const targetLosses = <Name extends string>(name: Name, defaults: Parameters<typeof selfTrainingSchema>[0]) =>
  z.strictObject({
    name: z.literal(name),
    ...adaptationKeys,
    selfTraining: selfTrainingSchema({ mutualInformation: 0, classConfusion: 1, ...defaults }).prefault({}),
  });

/** Minimum class confusion (Jin 2020) on the target's predictions. */
export const mccSchema = targetLosses('mcc', { weight: 0 });

/** Pseudo-labels of weak views supervise strong ones (Sohn 2020), with minimum class confusion on top. */
export const consistencySchema = targetLosses('consistency', { threshold: 0.9 });
