import { z } from 'zod';
import { path } from './path.js';

/** How the images of a method that draws are measured. */
export const generationSchema = z.strictObject({
  images: z
    .number()
    .int()
    .min(20)
    .default(500)
    .describe('how many are drawn, and how many test images at most they are held against'),
  features: path
    .default('pixels')
    .describe(
      "what sees the images: 'pixels', grey levels of 16 x 16; the folder of a run, what its recogniser sees; 'inception'",
    ),
});

/** How the images of a method that draws are measured. */
export type GenerationConfig = z.infer<typeof generationSchema>;
