import { z } from 'zod';
import { count, rate } from '../numbers.js';
import { path } from '../path.js';
import { translationKeys } from './translation-keys.js';
import { translatorSchema } from './translator-schema.js';
import { warpSchema } from './warp-schema.js';

/** Translation in both directions, held together by the way back (CycleGAN, Zhu 2017). */
export const cycleganSchema = z.strictObject({
  name: z.literal('cyclegan'),
  translator: translatorSchema.prefault({ body: 'resnet' }).describe('one for each direction'),
  ...translationKeys,
  weights: z
    .strictObject({
      cycle: rate
        .default(10)
        .describe('mean distance of an image from what comes back of it, there and back'),
      identity: rate
        .default(5)
        .describe(
          'mean distance of an image from what the translator into its own domain makes of it; published: half of cycle',
        ),
    })
    .prefault({}),
  semantic: z
    .strictObject({
      weight: rate.default(1),
      weights: path
        .default('source')
        .describe(
          "a safetensors file of a recogniser (backbone and head, as source-only has them), or 'source': train it on strong views of the source first",
        ),
      pretrainSteps: count.default(1000).describe("only for weights: 'source'"),
    })
    .optional()
    .describe(
      'a recogniser of the source, of the architecture in `model`, is to read a translation as the original (CyCADA, Hoffman 2018); absent: none',
    ),
  warp: warpSchema
    .optional()
    .describe(
      'change the shape of source images before they are translated, as far as their glyphs stay likely (AGTGAN, Huang 2022); absent: no',
    ),
  pool: count
    .default(50)
    .describe(
      'translated images that are kept for each critic; half of the time it sees one of them in place of a new one; 0: none',
    ),
});

/** CycleGAN. */
export type CycleganConfig = z.infer<typeof cycleganSchema>;
