import { z } from 'zod';
import { atLeastOne, count, positive, probability } from '../numbers.js';

const aboutNorm =
  'batch: batch norm, not allowed with a penalty on the gradient. spectral: weights divided by their spectral norm';
const condition = z
  .enum(['none', 'concat', 'projection', 'auxiliary'])
  .default('none')
  .describe(
    'how the critic is told the class. concat: an embedding beside the image. projection: the inner product of an ' +
      'embedding and the features adds to the score (Miyato 2018). auxiliary: the critic also predicts the class',
  );
const transition = z
  .boolean()
  .default(false)
  .describe('true: the projection is kept apart from the unconditional score, which method.transition needs');
const minibatch = z
  .enum(['none', 'stddev', 'discrimination'])
  .default('none')
  .describe(
    'shows the critic how similar the images of a batch are. stddev: standard deviation in groups of four (Karras 2018). discrimination: closeness by 50 kernels of 5 dimensions (Salimans 2016)',
  );
const dropout = probability.default(0).describe('after each hidden layer');

/** A critic of overlapping patches (PatchGAN). */
export const patchCriticSchema = z.strictObject({
  body: z.literal('patch'),
  width: atLeastOne.default(64).describe('channels of the first layer, which double up to 8 times'),
  layers: atLeastOne.default(3).describe('layers that halve the image; two of stride 1 follow'),
  norm: z
    .enum(['none', 'batch', 'instance', 'spectral'])
    .default('instance')
    .describe(`of all layers between the first and the last. ${aboutNorm}`),
  condition: z
    .enum(['none', 'concat'])
    .default('none')
    .describe('concat: a picture for each class beside the image'),
});

/** The network that judges images, by its body. */
export const criticSchema = z.discriminatedUnion('body', [
  z.strictObject({
    body: z.literal('mlp'),
    hidden: z.array(atLeastOne).min(1).default([512, 256]).describe('widths of the hidden layers'),
    norm: z.enum(['none', 'spectral']).default('none').describe(aboutNorm),
    dropout,
    minibatch,
    condition,
    transition,
  }),
  z.strictObject({
    body: z.literal('dcgan'),
    width: atLeastOne.default(64).describe('channels of the first layer, which double with each'),
    norm: z.enum(['none', 'batch', 'spectral']).default('batch').describe(aboutNorm),
    dropout,
    minibatch,
    condition,
    transition,
  }),
  z.strictObject({
    body: z.literal('resnet'),
    width: atLeastOne.default(128).describe('channels of the first block; published: 32 px 128, 64 px 64'),
    doubling: z
      .boolean()
      .default(false)
      .describe('true: channels double with each block; published: 32 px false, 64 px true'),
    halvings: atLeastOne
      .default(2)
      .describe('blocks that halve the image, from the first; published: 32 px 2, 64 px 5'),
    plain: count.default(2).describe('further blocks that keep the size; published: 32 px 2, 64 px 0'),
    pool: z.enum(['sum', 'mean']).default('sum').describe('over all pixels; published: sum, WGAN-GP mean'),
    norm: z.enum(['none', 'spectral']).default('spectral').describe(aboutNorm),
    minibatch,
    condition,
    transition,
  }),
  z.strictObject({
    body: z.literal('style'),
    width: atLeastOne.default(512).describe('greatest number of channels'),
    base: atLeastOne
      .default(16_384)
      .describe('at a side of s pixels there are base / s channels, at most width'),
    mapping: z
      .strictObject({
        layers: atLeastOne.default(8),
        width: atLeastOne.default(512),
        rate: positive.default(0.01).describe('factor on the learning rate of its layers'),
      })
      .prefault({})
      .describe(
        'network from the embedding of a class to the vector that a projection multiplies the features by',
      ),
    blur: z.boolean().default(true).describe('1-2-1 before halving, which makes 1-3-3-1'),
    growing: z
      .boolean()
      .default(false)
      .describe('can judge smaller images first: has layers from pixels at each size'),
    minibatch: z.enum(['none', 'stddev']).default('stddev').describe('deviation in groups of four'),
    condition: z
      .enum(['none', 'projection', 'auxiliary'])
      .default('none')
      .describe(
        "projection: the score is ADA's inner product divided by sqrt(mapping.width). auxiliary: the critic also predicts the class",
      ),
    transition,
  }),
  patchCriticSchema,
  z.strictObject({
    body: z.literal('autoencoder'),
    width: atLeastOne.default(64).describe('channels of its convolutions'),
    code: atLeastOne.default(32).describe('length of the code between encoder and decoder'),
    norm: z.enum(['none', 'batch']).default('batch').describe(aboutNorm),
    condition: z.literal('none').default('none'),
  }),
]);

/** A critic's network. */
export type CriticConfig = z.infer<typeof criticSchema>;
