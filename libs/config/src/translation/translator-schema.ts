import { z } from 'zod';
import { atLeastOne, count } from '../numbers.js';

const norm = (published: 'instance' | 'batch') =>
  z
    .enum(['instance', 'batch'])
    .default(published)
    .describe(
      `published: ${published}. instance: of each image, without scale and offset. batch: of the batch, in evaluation by running statistics`,
    );
const noise = (published: 'dropout' | 'none') =>
  z
    .enum(['dropout', 'none'])
    .default(published)
    .describe(
      'dropout: half of the values of some layers are dropped, in evaluation too, always the same ones there: the only noise that Pix2Pix has',
    );

/** CycleGAN's network of residual blocks. */
export const resnetTranslatorSchema = z.strictObject({
  body: z.literal('resnet'),
  width: atLeastOne
    .default(64)
    .describe('channels of the first layer, which double with each halving; published: 64'),
  blocks: count.default(9).describe('residual blocks; published: 9, or 6 for images below 256 px'),
  halvings: atLeastOne.default(2).describe('how many times the image is halved; published: 2'),
  norm: norm('instance'),
  noise: noise('none'),
});

/** The network that turns images of one domain into images of the other, by its body. */
export const translatorSchema = z.discriminatedUnion('body', [
  resnetTranslatorSchema,
  z.strictObject({
    body: z.literal('unet'),
    width: atLeastOne
      .default(64)
      .describe('channels of the first layer, which double up to 8 times; published: 64'),
    halvings: z
      .number()
      .int()
      .min(2)
      .optional()
      .describe('how many times the image is halved; absent, as published: as often as the side allows'),
    norm: norm('batch'),
    noise: noise('dropout'),
  }),
]);

/** A translator's network. */
export type TranslatorConfig = z.infer<typeof translatorSchema>;
