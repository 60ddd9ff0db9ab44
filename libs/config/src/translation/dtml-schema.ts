import { z } from 'zod';
import { count, probability, rate } from '../numbers.js';
import { translationKeys } from './translation-keys.js';
import { translatorSchema } from './translator-schema.js';

/** Domain transfer and mutual learning (DTML, Li 2025). */
export const dtmlSchema = z.strictObject({
  name: z.literal('dtml'),
  translator: translatorSchema
    .prefault({ body: 'resnet', blocks: 6 })
    .describe('one for each direction; published: 6 residual blocks'),
  ...translationKeys,
  pool: count.default(50).describe('translated images that are kept for each critic; 0: none'),
  bottleneck: count.default(256).describe('length of the features of either recogniser; 0: no bottleneck'),
  weights: z
    .strictObject({
      adversarial: rate.default(2),
      cycle: rate.default(2),
      identity: rate.default(1),
      classification: rate
        .default(2)
        .describe('of source images, what comes back of them, and their translations'),
      contrast: rate
        .default(2)
        .describe(
          'either recogniser is to see a translation as it sees the original, among all of the batch',
        ),
      pseudo: rate
        .default(1)
        .describe('each recogniser learns sure predictions of the other, of the image in its own domain'),
    })
    .prefault({})
    .describe('each of the mean over both domains'),
  threshold: probability.default(0.9).describe('least probability of a prediction that is learnt'),
});

/** DTML. */
export type DtmlConfig = z.infer<typeof dtmlSchema>;
