import { z } from 'zod';
import { atLeastOne } from '../numbers.js';

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
]);

/** A generator's network. */
export type GeneratorConfig = z.infer<typeof generatorSchema>;
