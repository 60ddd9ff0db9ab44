import { z } from 'zod';
import { viewsSchema } from './augmentation-schema.js';
import { positive, count, atLeastOne } from './numbers.js';

/** A folder with one subfolder a class, or a text file of `path<TAB>label` lines. */
export const partSchema = z.union([
  z.string(),
  z.strictObject({ list: z.string(), root: z.string().optional() }),
]);
const domainSchema = z.strictObject({ train: partSchema, test: partSchema });

/** The procedural data set: oracle-like glyphs, handprinted and as rubbings. */
export const syntheticSchema = z.strictObject({
  folder: z.string(),
  classes: z.number().int().min(2).max(241).default(24),
  seed: count.default(7),
  size: z.number().int().min(16).max(256).default(64).describe('pixels of a side'),
  severity: positive.default(1).describe('damage of the rubbings'),
  trainPerClass: atLeastOne.default(150),
  testPerClass: atLeastOne.default(25),
});

/** The two domains and how their images are prepared. */
export const dataSchema = z.strictObject({
  source: domainSchema.describe('labelled, handprinted'),
  target: domainSchema.describe('unlabelled, scanned; labels of the test part are for reporting only'),
  synthetic: syntheticSchema.optional().describe('make this data set first where its folder is absent'),
  classes: z.number().int().min(2),
  channels: z.union([z.literal(1), z.literal(3)]).default(3),
  imageSize: z.number().int().min(16).default(224),
  resizeTo: z
    .number()
    .int()
    .min(16)
    .optional()
    .describe('side to which images are resized before cropping; absent: the image size'),
  augmentation: z
    .strictObject({ source: viewsSchema.prefault({}), target: viewsSchema.prefault({}) })
    .prefault({}),
  cacheMegabytes: count.default(1024).describe('memory for decoded images'),
});
