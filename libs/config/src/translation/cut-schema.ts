import { z } from 'zod';
import { atLeastOne, positive, rate } from '../numbers.js';
import { fromSchema, translationKeys } from './translation-keys.js';
import { resnetTranslatorSchema } from './translator-schema.js';

/** Contrastive unpaired translation (CUT, Park 2020). */
export const cutSchema = z.strictObject({
  name: z.literal('cut'),
  from: fromSchema,
  translator: resnetTranslatorSchema
    .extend({ body: z.literal('resnet').default('resnet') })
    .prefault({})
    .describe('its own first half gives the features of the patches'),
  ...translationKeys,
  weights: z
    .strictObject({
      contrast: rate.default(1).describe('PatchNCE; published: 1, of the fast variant 10'),
      identity: z
        .boolean()
        .default(true)
        .describe(
          'compare real images of the other domain with what becomes of them, too, each at half of the weight; published: true, of the fast variant false',
        ),
    })
    .prefault({}),
  patches: z
    .strictObject({
      count: atLeastOne.default(256).describe('places that are compared in each layer'),
      width: atLeastOne.default(256).describe('of the two layers that features pass through first'),
      temperature: positive.default(0.07).describe('by which similarities are divided'),
    })
    .prefault({}),
});

/** CUT. */
export type CutConfig = z.infer<typeof cutSchema>;
