import { z } from 'zod';
import { atLeastOne, probability } from '../numbers.js';

const aboutNorm =
  'batch: batch norm, which no penalty on the gradient allows. spectral: weights divided by their spectral norm';
const condition = z
  .enum(['none', 'concat', 'projection', 'auxiliary'])
  .default('none')
  .describe(
    'how the critic learns of classes. concat: an embedding beside the image. projection: the inner product of an ' +
      "embedding and the features counts (Miyato 2018; ADA's of a style body). auxiliary: it also guesses the class",
  );
const transition = z
  .boolean()
  .default(false)
  .describe(
    'true: a projection answers apart from the unconditional score, for a transition from one to both',
  );
const minibatch = z
  .enum(['none', 'stddev', 'discrimination'])
  .default('none')
  .describe(
    'lets the critic see how alike a batch is. stddev: deviation in groups of four (Karras 2018). discrimination: closeness by 50 kernels of 5 dimensions (Salimans 2016)',
  );
const dropout = probability.default(0).describe('after each hidden layer');

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
]);

/** A critic's network. */
export type CriticConfig = z.infer<typeof criticSchema>;
