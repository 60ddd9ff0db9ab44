import { z } from 'zod';
import { atLeastOne, positive } from '../numbers.js';

const latent = (length: number) => atLeastOne.default(length).describe('length of a noise vector');
const aboutCondition =
  'how the wanted class enters. concat: an embedding beside the noise. batch-norm: scale and offset of every block ' +
  '(Miyato 2018). style: a normalised embedding beside the noise of the mapping network';

/** The network that draws images from noise, by its body. */
export const generatorSchema = z.discriminatedUnion('body', [
  z.strictObject({
    body: z.literal('mlp'),
    hidden: z.array(atLeastOne).default([256, 512]).describe('widths of the hidden layers'),
    latent: latent(100),
    condition: z.enum(['none', 'concat']).default('none').describe(aboutCondition),
  }),
  z.strictObject({
    body: z.literal('dcgan'),
    width: atLeastOne
      .default(64)
      .describe('channels before the last layer; they double with each layer towards the noise'),
    latent: latent(100),
    condition: z.enum(['none', 'concat', 'batch-norm']).default('none').describe(aboutCondition),
  }),
  z.strictObject({
    body: z.literal('resnet'),
    width: atLeastOne.default(256).describe('channels of the last block; published: 32 px 256, 64 px 64'),
    doubling: z
      .boolean()
      .default(false)
      .describe(
        'true: channels double with each block towards the noise; published: 32 px false, 64 px true',
      ),
    latent: latent(128),
    condition: z.enum(['none', 'concat', 'batch-norm']).default('none').describe(aboutCondition),
  }),
  z.strictObject({
    body: z.literal('style'),
    width: atLeastOne.default(512).describe('greatest number of channels'),
    base: atLeastOne
      .default(16_384)
      .describe('at a side of s pixels there are base / s channels, at most width'),
    latent: latent(512),
    mapping: z
      .strictObject({
        layers: atLeastOne.default(8),
        width: atLeastOne.default(512).describe('length of a style vector'),
        rate: positive.default(0.01).describe('factor on the learning rate of its layers'),
      })
      .prefault({}),
    injection: z
      .enum(['adain', 'modulated'])
      .default('modulated')
      .describe(
        'adain: instance norm with the scale and offset of the style (StyleGAN). modulated: the style scales the filters, and each size adds to the image (StyleGAN2)',
      ),
    noise: z.boolean().default(true).describe('noise at each pixel of each layer, of learned strength'),
    blur: z
      .boolean()
      .default(true)
      .describe(
        'enlarge by a smooth filter (1-2-1 after doubling pixels, which is 1-3-3-1), not by doubling',
      ),
    growing: z
      .boolean()
      .default(false)
      .describe('can draw smaller images first; an adain body then has layers to pixels at each size'),
    condition: z.enum(['none', 'style']).default('none').describe(aboutCondition),
  }),
]);

/** A generator's network. */
export type GeneratorConfig = z.infer<typeof generatorSchema>;
