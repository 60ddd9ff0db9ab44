import { z } from 'zod';
import { scoreLossSchema } from '../gan/adversarial-loss-schema.js';
import { rate } from '../numbers.js';
import { fromSchema, translationKeys } from './translation-keys.js';
import { translatorSchema } from './translator-schema.js';

/** Translation that is learnt from pairs (Pix2Pix, Isola 2017). */
export const pix2pixSchema = z.strictObject({
  name: z.literal('pix2pix'),
  from: fromSchema,
  translator: translatorSchema.prefault({ body: 'unet' }),
  ...translationKeys,
  critic: translationKeys.critic
    .unwrap()
    .extend({ norm: z.enum(['none', 'batch', 'instance', 'spectral']).default('batch') })
    .prefault({})
    .describe('judges a translation beside its original; published: 3 layers, patches of 70 x 70 pixels'),
  loss: scoreLossSchema.prefault({ name: 'non-saturating' }),
  weights: z
    .strictObject({
      distance: rate.default(100).describe('mean distance of a translation from the partner of its original'),
    })
    .prefault({}),
});

/** Pix2Pix. */
export type Pix2pixConfig = z.infer<typeof pix2pixSchema>;
