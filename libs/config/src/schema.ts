import { z } from 'zod';
import type { alignmentLossSchema } from './alignment-loss-schema.js';
import type { augmentationSchema } from './augmentation-schema.js';
import {
  dataSchema,
  type mixtureSchema,
  type partSchema,
  type preprocessSchema,
  type syntheticSchema,
} from './data-schema.js';
import { ganFaults } from './gan/gan-faults.js';
import { dataNeeds, methodSchema } from './method-schema.js';
import { drawsImages, translatesBesides, validatorsOf } from './judgement.js';
import { modelSchema } from './model-schema.js';
import { count } from './numbers.js';
import type { selfTrainingSchema } from './self-training-schema.js';
import { trainingSchema } from './training-schema.js';

/** A whole configuration. */
export const configSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^\w[\w.-]*$/,
        'letters, digits, dot, dash and underscore only, none of the dots and dashes first',
      )
      .describe('folder below runs/'),
    title: z.string().default('').describe('how tables call this run'),
    seed: count.default(0),
    device: z.enum(['cpu', 'gpu']).default('cpu'),
    threads: count.default(0).describe('threads of TensorFlow; 0: all cores'),
    data: dataSchema,
    model: modelSchema.prefault({}),
    method: methodSchema,
    training: trainingSchema,
  })
  .superRefine(({ data, method, training }, { addIssue }) => {
    const { domains, sourceLabels, sideUnit = 1 } = dataNeeds(method);
    for (const domain of domains)
      if (!data[domain])
        addIssue({
          code: 'custom',
          path: ['data', domain],
          message: `a mapping of train and test (the method ${method.name} looks at the ${domain})`,
        });
    if (sourceLabels && data.classes < 2)
      addIssue({
        code: 'custom',
        path: ['data', 'classes'],
        message: `at least 2 (the method ${method.name} tells classes apart)`,
      });
    if (data.imageSize % sideUnit > 0)
      addIssue({
        code: 'custom',
        path: ['data', 'imageSize'],
        message: `a multiple of ${sideUnit} (the method ${method.name} halves images)`,
      });
    if ('alignment' in method && method.alignment.length > 0 && training.batchSize < 2)
      addIssue({
        code: 'custom',
        path: ['training', 'batchSize'],
        message: 'at least 2, since method.alignment compares images of a batch with each other',
      });
    if (method.name === 'gan')
      for (const { path, message } of ganFaults(method, data.imageSize))
        addIssue({ code: 'custom', path: ['method', ...path], message });
    if (
      method.name === 'stsn' &&
      method.imageDiscriminator.r1 > 0 &&
      method.imageDiscriminator.norm !== 'spectral'
    )
      addIssue({
        code: 'custom',
        path: ['method', 'imageDiscriminator', 'r1'],
        message: '0, since norm is instance: R1 needs norm: spectral',
      });
    if (method.name === 'cyclegan' && method.warp && data.imageSize < 8)
      addIssue({
        code: 'custom',
        path: ['data', 'imageSize'],
        message: 'at least 8, since method.warp halves images three times',
      });
    if (method.name === 'pix2pix') {
      if (data.synthetic && !data.synthetic.paired)
        addIssue({
          code: 'custom',
          path: ['data', 'synthetic', 'paired'],
          message: `true, since the method ${method.name} learns from pairs`,
        });
      const { source, target } = data.augmentation;
      // Both have gone through the same schema, so their keys are in the same order.
      if (JSON.stringify(source.weak) !== JSON.stringify(target.weak))
        addIssue({
          code: 'custom',
          path: ['data', 'augmentation', 'target', 'weak'],
          message: `that of the source, since the method ${method.name} sees both images of a pair changed alike`,
        });
    }
    const { checkpoint, earlyStopping, evaluate } = training;
    const fitting = validatorsOf(method);
    const refuse = (path: string[], validator: string | undefined): void => {
      if (validator !== undefined && validator !== 'none' && !fitting.some((name) => name === validator))
        addIssue({
          code: 'custom',
          path: ['training', ...path],
          message: `one of ${fitting.join(', ')} (by which the method ${method.name} can be judged)`,
        });
    };
    refuse(['checkpoint', 'best'], checkpoint.best);
    refuse(['earlyStopping', 'validator'], earlyStopping?.validator);
    if (evaluate.generation && !drawsImages(method) && !translatesBesides(method))
      addIssue({
        code: 'custom',
        path: ['training', 'evaluate', 'generation'],
        message: `no such key (the method ${method.name} draws no images)`,
      });
  });

/** Random changes of one view of an image. */
export type Augmentation = z.infer<typeof augmentationSchema>;
/** How the procedural data set is made. */
export type SyntheticConfig = z.infer<typeof syntheticSchema>;
/** What is done to a domain's images before they are resized. */
export type Preprocess = z.infer<typeof preprocessSchema>;
/** Where the images of one part are. */
export type DataPart = z.infer<typeof partSchema>;
/** Several parts and their shares of each batch. */
export type Mixture = z.infer<typeof mixtureSchema>;
/** Where the images of a part of a study are: in one place, or mixed from several. */
export type StudyPart = DataPart | Mixture;
/** The two domains. */
export type DataConfig = z.infer<typeof dataSchema>;
/** The shared encoder. */
export type ModelConfig = z.infer<typeof modelSchema>;
/** A loss between the domains. */
export type AlignmentLossConfig = z.infer<typeof alignmentLossSchema>;
/** Losses on unlabelled target images. */
export type SelfTrainingConfig = z.infer<ReturnType<typeof selfTrainingSchema>>;
/** Steps, batches and hooks. */
export type TrainingConfig = z.infer<typeof trainingSchema>;
/** Everything that determines a run, with every default filled in. */
export type RunConfig = z.infer<typeof configSchema>;
