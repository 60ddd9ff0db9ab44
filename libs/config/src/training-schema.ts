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
  onNonFinite: z
    .enum(['stop', 'skip'])
    .default('stop')
    .describe(
      "a loss or weight that is not finite ends the training; 'skip' looks after every step, which takes time and a " +
        'second copy of the weights, and undoes the step',
    ),
  log: z.strictObject({ every: atLeastOne.default(30), tensorboard: z.boolean().default(true) }).prefault({}),
  evaluate: z
    .strictObject({ every: atLeastOne.default(300), batchSize: atLeastOne.default(128) })
    .prefault({}),
  samples: z.strictObject({ every: atLeastOne.default(500) }).prefault({}),
  checkpoint: z
    .strictObject({
      every: atLeastOne.default(300),
      keep: atLeastOne
        .default(2)
        .describe('newest checkpoints to keep; from 2 on, a damaged one can be replaced by the one before'),
      best: z
        .enum(['none', 'source-test-accuracy', 'oracle'])
        .default('none')
        .describe("what `best` points to; 'oracle' chooses on target labels and is reported as such"),
    })
    .prefault({}),
});
