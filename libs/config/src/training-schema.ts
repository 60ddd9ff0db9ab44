import { z } from 'zod';
import { atLeastOne } from './numbers.js';

/** How long to train, and what happens how often, in steps. */
export const trainingSchema = z.strictObject({
  steps: atLeastOne,
  batchSize: atLeastOne.default(16).describe('images of each domain in a step'),
  compile: z
    .boolean()
    .default(true)
    .describe('run each kind of step as one TensorFlow graph after it was recorded; same numbers, less time'),
  log: z.strictObject({ every: atLeastOne.default(30), tensorboard: z.boolean().default(true) }).prefault({}),
  evaluate: z
    .strictObject({ every: atLeastOne.default(300), batchSize: atLeastOne.default(128) })
    .prefault({}),
  samples: z.strictObject({ every: atLeastOne.default(500) }).prefault({}),
  checkpoint: z
    .strictObject({
      every: atLeastOne.default(300),
      keep: atLeastOne.default(2),
      best: z
        .enum(['none', 'source-test-accuracy', 'oracle'])
        .default('none')
        .describe("what `best` points to; 'oracle' chooses on target labels and is reported as such"),
    })
    .prefault({}),
});
