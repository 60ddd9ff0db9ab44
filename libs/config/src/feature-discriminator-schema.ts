import { z } from 'zod';
import { atLeastOne, probability } from './numbers.js';

/** The network that tells features of the source from those of the target. */
export const featureDiscriminatorSchema = z
  .strictObject({
    hidden: atLeastOne.default(1024),
    dropout: probability.default(0.5),
    sigmoid: z
      .boolean()
      .default(false)
      .describe('published STSN: true, a sigmoid in front of bce-with-logits'),
  })
  .prefault({});
