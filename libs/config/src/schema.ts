import { z } from 'zod';
import { cdanEntropySchema, cdanSchema, dannSchema } from './adversarial-schema.js';
import type { augmentationSchema } from './augmentation-schema.js';
import { dataSchema, type partSchema, type preprocessSchema, type syntheticSchema } from './data-schema.js';
import { modelSchema } from './model-schema.js';
import { count } from './numbers.js';
import type { selfTrainingSchema } from './self-training-schema.js';
import { sourceOnlySchema } from './source-only-schema.js';
import { stsnSchema } from './stsn-schema.js';
import { consistencySchema, mccSchema } from './target-losses-schema.js';
import { trainingSchema } from './training-schema.js';

/** The method, told by its name. */
export const methodSchema = z.discriminatedUnion('name', [
  sourceOnlySchema,
  dannSchema,
  cdanSchema,
  cdanEntropySchema,
  mccSchema,
  consistencySchema,
  stsnSchema,
]);

/** A whole configuration. */
export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^\w[\w.-]*$/, 'letters, digits, dot, dash and underscore only, none of the dots and dashes first')
    .describe('folder below runs/'),
  title: z.string().default('').describe('how tables call this run'),
  seed: count.default(0),
  device: z.enum(['cpu', 'gpu']).default('cpu'),
  threads: count.default(0).describe('threads of TensorFlow; 0: all cores'),
  data: dataSchema,
  model: modelSchema.prefault({}),
  method: methodSchema,
  training: trainingSchema,
});

/** Random changes of one view of an image. */
export type Augmentation = z.infer<typeof augmentationSchema>;
/** How the procedural data set is made. */
export type SyntheticConfig = z.infer<typeof syntheticSchema>;
/** What is done to a domain's images before they are resized. */
export type Preprocess = z.infer<typeof preprocessSchema>;
/** Where the images of one part are. */
export type DataPart = z.infer<typeof partSchema>;
/** The two domains. */
export type DataConfig = z.infer<typeof dataSchema>;
/** The shared encoder. */
export type ModelConfig = z.infer<typeof modelSchema>;
/** A method that is backbone, bottleneck and classifier. */
export type BackboneConfig = Exclude<z.infer<typeof methodSchema>, { name: 'stsn' }>;
/** A method with an adversary of the features. */
export type AdversarialConfig = z.infer<typeof dannSchema | typeof cdanSchema | typeof cdanEntropySchema>;
/** Losses on unlabelled target images. */
export type SelfTrainingConfig = z.infer<ReturnType<typeof selfTrainingSchema>>;
/** STSN. */
export type StsnConfig = z.infer<typeof stsnSchema>;
/** Steps, batches and hooks. */
export type TrainingConfig = z.infer<typeof trainingSchema>;
/** Everything that decides a run, every default filled in. */
export type RunConfig = z.infer<typeof configSchema>;
/** Chooses between states of the networks. */
export type ValidatorName = NonNullable<TrainingConfig['earlyStopping']>['validator'];
