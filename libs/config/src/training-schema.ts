import { z } from 'zod';
import { generationSchema } from './generation-schema.js';
import { atLeastOne, count } from './numbers.js';
import { KID, ORACLE, SOURCE_ACCURACY, VALIDATORS } from './validators.js';

/** Ranks checkpoints without target labels; `oracle` looks at them. `kid` is for methods that draw images. */
const validator = z.enum([...VALIDATORS, ORACLE, KID]);

/** How long to train, and what happens how often, in steps. */
export const trainingSchema = z
  .strictObject({
    steps: atLeastOne,
    batchSize: atLeastOne.default(16).describe('images of each domain in a step'),
    compile: z
      .boolean()
      .default(true)
      .describe(
        'record each kind of step once and then run it as one TensorFlow graph; same numbers, less time',
      ),
    onNonFinite: z
      .enum(['stop', 'skip'])
      .default('stop')
      .describe(
        'stop: a loss or weight that is not finite ends the training. skip: check after every step, which takes time and a ' +
          'second copy of the weights, and undo the step',
      ),
    log: z
      .strictObject({ every: atLeastOne.default(30), tensorboard: z.boolean().default(true) })
      .prefault({}),
    evaluate: z
      .strictObject({
        every: atLeastOne.default(300),
        batchSize: atLeastOne.default(128),
        validationImages: count
          .default(1000)
          .describe(
            'unlabelled training images of the target from which validators judge; 0: none are computed',
          ),
        generation: generationSchema
          .optional()
          .describe(
            'of methods that draw images; absent: the default of each key, or, where a method also recognises classes (stsn, dtml), no measurement of its images after the training',
          ),
      })
      .prefault({}),
    samples: z.strictObject({ every: atLeastOne.default(500) }).prefault({}),
    checkpoint: z
      .strictObject({
        every: atLeastOne.default(300),
        keep: atLeastOne
          .default(2)
          .describe('newest checkpoints to keep; from 2 on, a damaged one can be replaced by the one before'),
        best: z
          .union([z.literal('none'), validator])
          .default('none')
          .describe(
            "validator that chooses the checkpoint to evaluate and report; none: the last. 'oracle' chooses on target labels and is marked everywhere",
          ),
      })
      .prefault({}),
    earlyStopping: z
      .strictObject({
        validator,
        patience: atLeastOne.default(5).describe('evaluations in a row without a better figure'),
      })
      .optional()
      .describe('end the training when a validator no longer improves'),
  })
  .refine(
    ({ evaluate, checkpoint, earlyStopping }) =>
      evaluate.validationImages > 0 ||
      [checkpoint.best, earlyStopping?.validator].every(
        (name) => name === undefined || ['none', SOURCE_ACCURACY, ORACLE, KID].includes(name),
      ),
    {
      path: ['evaluate', 'validationImages'],
      message: 'more than 0, since a validator that is asked for looks at these images',
    },
  );
