import { z } from 'zod';

/** [low, high] of an evenly spread random number. */
const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, 'the low end is expected first');
const probability = z.number().min(0).max(1);
const positive = z.number().positive();
const count = z.number().int().nonnegative();
const atLeastOne = z.number().int().positive();

/** Random changes of an image, applied in the order in which they stand here; what is absent is not done. */
export const augmentationSchema = z.strictObject({
  randomResizedCrop: z
    .strictObject({ area: range, ratio: range })
    .optional()
    .describe('crop of this share of the area and this aspect ratio, resized to the image size (bilinear)'),
  horizontalFlip: probability
    .optional()
    .describe('published STSN: 0.5; a mirrored character is another character'),
  affine: z
    .strictObject({
      rotation: z.number().nonnegative().describe('standard deviation, radians'),
      scale: z.number().nonnegative().describe('half-width of the uniform factor around 1'),
      aspect: z.number().nonnegative().describe('standard deviation of the log aspect ratio'),
      shear: z.number().nonnegative().describe('standard deviation'),
      shift: z.number().nonnegative().describe('standard deviation, in half-widths of the image'),
    })
    .optional(),
  contrast: range.optional().describe('factor about mid grey'),
  brightness: z
    .number()
    .nonnegative()
    .optional()
    .describe('half-width of the uniform offset, images in 0..1'),
  noise: z
    .number()
    .nonnegative()
    .optional()
    .describe('upper end of the uniform standard deviation of Gaussian noise'),
  blur: probability.optional().describe('probability of a 3 x 3 box blur'),
  cutout: probability
    .optional()
    .describe('probability of one grey square of a tenth to a fifth of the side as half-width'),
  invert: probability.optional().describe('probability of swapping dark and light'),
});

/** The two views of an image that training asks for. */
const viewsSchema = z.strictObject({
  weak: augmentationSchema.default({}).describe('the training image'),
  strong: augmentationSchema
    .default({})
    .describe('the strongly changed copy: extra source supervision, self-training'),
});

/** A folder with one subfolder a class, or a text file of `path<TAB>label` lines. */
const partSchema = z.union([z.string(), z.strictObject({ list: z.string(), root: z.string().optional() })]);
const domainSchema = z.strictObject({ train: partSchema, test: partSchema });

export const syntheticSchema = z.strictObject({
  folder: z.string(),
  classes: z.number().int().min(2).max(241).default(24),
  seed: count.default(7),
  size: z.number().int().min(16).max(256).default(64).describe('pixels of a side'),
  severity: positive.default(1).describe('damage of the rubbings'),
  trainPerClass: atLeastOne.default(150),
  testPerClass: atLeastOne.default(25),
});

export const dataSchema = z.strictObject({
  source: domainSchema.describe('labelled, handprinted'),
  target: domainSchema.describe('unlabelled, scanned; labels of the test part are for reporting only'),
  synthetic: syntheticSchema.optional().describe('make this data set first where its folder is absent'),
  classes: z.number().int().min(2),
  channels: z.union([z.literal(1), z.literal(3)]).default(3),
  imageSize: z.number().int().min(16).default(224),
  resizeTo: z
    .number()
    .int()
    .min(16)
    .optional()
    .describe('side to which images are resized before cropping; absent: the image size'),
  augmentation: z
    .strictObject({ source: viewsSchema.prefault({}), target: viewsSchema.prefault({}) })
    .prefault({}),
  cacheMegabytes: count.default(1024).describe('memory for decoded images'),
});

const backbones = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'] as const;

export const modelSchema = z.strictObject({
  backbone: z.enum(backbones).default('resnet18'),
  width: atLeastOne.default(64).describe('channels of the first stage'),
  stem: z.strictObject({ kernel: atLeastOne.default(7), maxPool: z.boolean().default(true) }).prefault({}),
  lastStageStride: z.union([z.literal(1), z.literal(2)]).default(2),
  pretrained: z
    .string()
    .optional()
    .describe('ImageNet weights of the encoder: a known name (resnet18) or a safetensors file'),
  batchNorm: z
    .strictObject({
      statistics: z
        .enum(['shared', 'per-domain'])
        .default('per-domain')
        .describe(
          'published STSN: shared. per-domain: each domain is evaluated with statistics of its own images',
        ),
      reestimateImages: count
        .default(0)
        .describe(
          'unlabelled training images of the domain from which its statistics are computed anew before evaluation; 0: keep the running ones',
        ),
    })
    .prefault({}),
});

const rate = z.number().nonnegative();

export const sourceOnlySchema = z.strictObject({
  name: z.literal('source-only'),
  view: z.enum(['weak', 'strong']).default('weak').describe('which view of the source is classified'),
  optimizer: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('sgd'),
        lr: rate.default(1e-3),
        momentum: probability.default(0.9),
        nesterov: z.boolean().default(true),
        weightDecay: rate.default(1e-3),
        newLayers: positive.default(10).describe('factor on the rate of bottleneck and classifier'),
      }),
      z.strictObject({
        type: z.literal('adam'),
        lr: rate.default(1e-3),
        beta1: probability.default(0.9),
        beta2: probability.default(0.999),
      }),
    ])
    .prefault({ type: 'sgd' }),
  schedule: z
    .enum(['inverse', 'poly'])
    .default('inverse')
    .describe('(1 + 0.001 i)^-0.75, or (1 - i / total)^0.9'),
  bottleneck: count.default(256).describe('width of the linear bottleneck; 0: none'),
});

export const stsnSchema = z.strictObject({
  name: z.literal('stsn'),
  textureCode: atLeastOne.default(8),
  privateEncoder: z
    .strictObject({ width: atLeastOne.default(64), stages: atLeastOne.default(5) })
    .prefault({}),
  decoder: z
    .strictObject({
      width: atLeastOne.default(256),
      minimumWidth: atLeastOne.default(32).describe('the up-blocks halve the width down to this'),
      pixelShuffle: z
        .boolean()
        .default(false)
        .describe('last doubling by a convolution and a pixel shuffle: about half the time'),
    })
    .prefault({}),
  imageDiscriminator: z.strictObject({ width: atLeastOne.default(64) }).prefault({}),
  featureDiscriminator: z
    .strictObject({
      hidden: atLeastOne.default(1024),
      dropout: probability.default(0.5),
      sigmoid: z
        .boolean()
        .default(false)
        .describe('published STSN: true, a sigmoid in front of bce-with-logits'),
    })
    .prefault({}),
  perceptual: z
    .strictObject({
      width: atLeastOne.default(64).describe('channels of the first VGG block'),
      weights: z
        .string()
        .default('vgg19')
        .describe(
          "a known name (vgg19), a safetensors file, or 'source': pretrain a small VGG on the labelled source",
        ),
      depth: z.enum(['vgg19', 'vgg-small']).default('vgg19'),
      pretrainSteps: count.default(1000).describe("only for weights: 'source'"),
      reconstructionWeights: z
        .array(z.number().nonnegative())
        .length(5)
        .default([1 / 32, 1 / 16, 1 / 8, 1 / 4, 1]),
      textureWeights: z.array(z.number().nonnegative()).length(3).default([1, 1, 1]),
      structureWeights: z
        .array(z.number().nonnegative())
        .length(2)
        .default([1 / 4, 1]),
    })
    .prefault({}),
  weights: z
    .strictObject({
      feature: rate.default(1).describe('L_feat'),
      featureRamp: rate
        .default(0)
        .describe('share of the run over which L_feat grows as in DANN; 0: at once'),
      reconstruction: rate.default(0.5).describe('L_rec'),
      image: rate.default(0.01).describe('L_gen'),
      perceptual: rate.default(0.05).describe('L_per'),
      pixelL1: rate.default(0).describe('added to L_rec'),
      pixelMse: rate.default(0).describe('added to L_rec'),
      strongSource: rate.default(0).describe('cross-entropy on the strong view of the source'),
    })
    .prefault({}),
  optimizers: z
    .strictObject({
      encoder: z
        .discriminatedUnion('type', [
          z.strictObject({
            type: z.literal('sgd'),
            lr: rate.default(2.5e-4),
            momentum: probability.default(0.9),
            weightDecay: rate.default(5e-4),
            classifier: positive.default(10).describe('factor on the rate of the classifier'),
          }),
          z.strictObject({
            type: z.literal('adam'),
            lr: rate.default(1e-3),
            beta1: probability.default(0.9),
            beta2: probability.default(0.999),
            classifier: positive.default(1),
          }),
        ])
        .prefault({ type: 'sgd' }),
      reconstruction: z
        .strictObject({ lr: rate.default(1e-3) })
        .prefault({})
        .describe('private encoders and decoder: Adam (0.5, 0.999)'),
      imageDiscriminator: z
        .strictObject({ lr: rate.default(1e-4), every: atLeastOne.default(5) })
        .prefault({})
        .describe('Adam (0.5, 0.999)'),
      featureDiscriminator: z
        .strictObject({ lr: rate.default(1e-4) })
        .prefault({})
        .describe('Adam (0.9, 0.99)'),
    })
    .prefault({}),
  warmup: z
    .strictObject({
      encoder: count.default(0).describe('first steps: classification of the source alone'),
      decoder: count.default(0).describe('then: reconstruction with the encoder frozen'),
    })
    .prefault({}),
  classifyTranslatedFrom: count
    .default(0)
    .describe('step from which translated source images are classified too'),
  selfTraining: z
    .strictObject({
      from: count.describe('step at which the last stage begins: decoder frozen, pseudo-labels'),
      threshold: probability.default(0.85),
      weight: rate.default(1),
      mutualInformation: rate.default(0.5),
      batchFactor: atLeastOne.default(2),
    })
    .optional(),
});

export const methodSchema = z.discriminatedUnion('name', [sourceOnlySchema, stsnSchema]);

export const trainingSchema = z.strictObject({
  steps: atLeastOne,
  batchSize: atLeastOne.default(16).describe('images of each domain in a step'),
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

export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'letters, digits, dot, dash and underscore only')
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

export type Augmentation = z.infer<typeof augmentationSchema>;
export type SyntheticConfig = z.infer<typeof syntheticSchema>;
export type DataPart = z.infer<typeof partSchema>;
export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
export type SourceOnlyConfig = z.infer<typeof sourceOnlySchema>;
export type StsnConfig = z.infer<typeof stsnSchema>;
export type TrainingConfig = z.infer<typeof trainingSchema>;
/** Everything that decides a run, every default filled in. */
export type RunConfig = z.infer<typeof configSchema>;
