import { z } from 'zod';
import { path } from './path.js';

/** How the images that a method generates are measured. */
export const generationSchema = z.strictObject({
  images: z
    .number()
    .int()
    .min(20)
    .default(500)
    .describe('how many images are drawn, and the greatest number of test images they are compared with'),
  features: path
    .default('pixels')
    .describe(
      "features to compare by: 'pixels' (grey levels at 16 x 16), the folder of a run (its recogniser's features), or 'inception'",
    ),
});

/** How the images that a method generates are measured. */
export type GenerationConfig = z.infer<typeof generationSchema>;
