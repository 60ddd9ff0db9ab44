import { z } from 'zod';
import { differentiableAugmentationSchema } from './gan/differentiable-augmentation-schema.js';
import { featureDiscriminatorSchema } from './feature-discriminator-schema.js';
import { movingAverageSchema } from './moving-average-schema.js';
import { probability, positive, count, atLeastOne, rate } from './numbers.js';
import { path } from './path.js';
import { selfTrainingSchema } from './self-training-schema.js';

/** Structure-Texture Separation Network (Wang, Deng and Liu, IEEE TIP 31, 2022). */
export const stsnSchema = z.strictObject({
  name: z.literal('stsn'),
  textureCode: atLeastOne.default(8),
  polarity: probability
    .default(0)
    .describe(
      'share of a batch of weak views that the encoder sees with dark and light swapped, while the images to reconstruct keep theirs: makes the structure independent of polarity; strong views have `invert`',
    ),
  structurePolarity: probability
    .default(0)
    .describe(
      'share of a batch whose structure is taken from the image with dark and light swapped, while what is drawn, classified and told apart stays as it is: polarity can only come from the texture and the domain',
    ),
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
  imageDiscriminator: z
    .strictObject({
      width: atLeastOne.default(64).describe('channels of the first convolution'),
      norm: z
        .enum(['instance', 'spectral'])
        .default('instance')
        .describe(
          "instance: the published network, which halves the image four times. spectral: a GAN's patch critic, weights divided by their spectral norm; it sees brightness too",
        ),
      layers: atLeastOne
        .default(2)
        .describe('layers of norm: spectral that halve the image; two of stride 1 follow'),
      loss: z
        .enum(['least-squares', 'hinge', 'non-saturating'])
        .default('least-squares')
        .describe('what image discriminators and decoder minimise; published: least-squares'),
      r1: rate
        .default(0)
        .describe(
          'gamma of R1 (Mescheder 2018), half of which weighs the squared slope of the scores at real images; needs norm: spectral',
        ),
      augmentation: differentiableAugmentationSchema
        .optional()
        .describe(
          'differentiable augmentation (Zhao 2020) of all images that a discriminator sees, in its own update and in that of the decoder',
        ),
    })
    .prefault({}),
  featureDiscriminator: featureDiscriminatorSchema
    .unwrap()
    .extend({
      compares: z
        .enum(['source', 'translated'])
        .default('source')
        .describe(
          "what the target's features are told from: those of source images, or of translated ones as soon as these are classified (Hoffman 2018)",
        ),
    })
    .prefault({}),
  ema: movingAverageSchema(500)
    .optional()
    .describe(
      'swapped images are drawn by the moving average of the decoder, but for those that are classified before a frozen self-training',
    ),
  perceptual: z
    .strictObject({
      width: atLeastOne.default(64).describe('channels of the first VGG block'),
      weights: path
        .default('vgg19')
        .describe(
          "a known name (vgg19), a safetensors file, or 'source': pretrain a small VGG on the labelled source",
        ),
      depth: z.enum(['vgg19', 'vgg-small']).default('vgg19'),
      pretrainSteps: count.default(1000).describe("only for weights: 'source'"),
      polarity: probability
        .default(0)
        .describe(
          "share of images that the pretraining of weights: 'source' sees with dark and light swapped",
        ),
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
      translated: rate.default(1).describe('cross-entropy on translated source images'),
      strongSource: rate.default(0).describe('cross-entropy on the strong view of the source'),
    })
    .prefault({}),
  optimizers: z
    .strictObject({
      power: rate.default(0.9).describe('every learning rate falls as (1 - step / total)^power'),
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
      decoder: count.default(0).describe('then: classification, and reconstruction of both domains'),
    })
    .prefault({}),
  classifyTranslatedFrom: count
    .default(0)
    .describe('step from which translated source images are classified too'),
  textures: atLeastOne
    .default(1)
    .describe(
      'in how many textures of the batch each source image is translated for the classifier; more than there are images: some twice',
    ),
  selfTraining: selfTrainingSchema({ batchFactor: 2 })
    .extend({
      drawing: z
        .enum(['frozen', 'training'])
        .default('frozen')
        .describe(
          'frozen: a last stage in which the recogniser goes on alone, translated images drawn from a snapshot; training: these losses join the iteration',
        ),
      redrawn: rate
        .default(0)
        .describe(
          'with drawing frozen: pseudo-label cross-entropy on target images redrawn in textures of other images of both domains',
        ),
    })
    .optional(),
});
