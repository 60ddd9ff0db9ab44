import { z } from 'zod';
import type { augmentationSchema } from './augmentation-schema.js';
import { dataSchema, type partSchema, type syntheticSchema } from './data-schema.js';
import { modelSchema } from './model-schema.js';
import { count } from './numbers.js';
import { sourceOnlySchema } from './source-only-schema.js';
import { stsnSchema } from './stsn-schema.js';
import { trainingSchema } from './training-schema.js';

/** The method, told by its name. */
export const methodSchema = z.discriminatedUnion('name', [sourceOnlySchema, stsnSchema]);

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
/** A folder with one subfolder a class, or a list file. */
export type DataPart = z.infer<typeof partSchema>;
/** The two domains. */
export type DataConfig = z.infer<typeof dataSchema>;
/** The shared encoder. */
export type ModelConfig = z.infer<typeof modelSchema>;
/** Training on the source alone. */
export type SourceOnlyConfig = z.infer<typeof sourceOnlySchema>;
/** STSN. */
export type StsnConfig = z.infer<typeof stsnSchema>;
/** Steps, batches and hooks. */
export type TrainingConfig = z.infer<typeof trainingSchema>;
/** Everything that decides a run, every default filled in. */
export type RunConfig = z.infer<typeof configSchema>;
