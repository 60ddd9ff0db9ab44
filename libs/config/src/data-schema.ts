import { z } from 'zod';
import { viewsSchema } from './augmentation-schema.js';
import { positive, count, atLeastOne } from './numbers.js';
import { path } from './path.js';

/**
 * A folder with one subfolder a class, a text file of `path<TAB>label` or `path,label` lines, or an IDX file of images
 * with the labels beside it. The mappings also name what a path alone can't: the root of a list, the labels of images.
 */
export const partSchema = z.union([
  path,
  z.strictObject({
    list: path,
    root: path.optional().describe("folder that relative paths start from; absent: the list's own"),
  }),
  z.strictObject({
    images: path.describe('IDX file [N, height, width], gzipped or not'),
    labels: path.optional().describe('IDX file [N]; absent: the one beside it that is named alike'),
  }),
]);

/** Several parts, from which each batch takes its images by their shares. */
export const mixtureSchema = z
  .array(
    z.strictObject({
      part: partSchema,
      share: z.number().min(0.01).max(1).describe('of a batch, relative to the sum of all shares'),
    }),
  )
  .min(1)
  .describe('a mixture of parts: real and generated images, for example');

const sourceSchema = z.strictObject({
  train: z.union([...partSchema.options, mixtureSchema]),
  test: partSchema,
});
const targetSchema = z.strictObject({ train: partSchema, test: partSchema });

/** The procedural data set: oracle-like glyphs, handprinted and as rubbings. */
export const syntheticSchema = z.strictObject({
  folder: path,
  classes: z.number().int().min(2).max(241).default(24),
  seed: count.default(7),
  size: z.number().int().min(16).max(256).default(64).describe('pixels of a side'),
  severity: positive.default(1).describe('damage of the rubbings'),
  trainPerClass: atLeastOne.default(150),
  testPerClass: atLeastOne.default(25),
  paired: z
    .boolean()
    .default(false)
    .describe(
      'handprint i and rubbing i of a class have the same strokes (for methods that learn from pairs)',
    ),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits')
    .optional()
    .describe('of the set that is meant, as `jiagu data synth` prints it: another set is refused'),
});

/** What is done to a domain's stored images before they are resized, in the order of the keys. */
export const preprocessSchema = z.strictObject({
  trim: z
    .enum(['none', 'border', 'ink'])
    .default('none')
    .describe('cut off edges of constant level (letterboxes, empty paper), or all around the strokes'),
  background: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of the longer side over which the ground is averaged and evened out; 0: it is kept'),
  invert: z.boolean().default(false).describe('swap dark and light'),
  square: z
    .enum(['stretch', 'pad'])
    .default('stretch')
    .describe('how a square is made: the aspect ratio is not kept, or the ground is continued'),
  margin: z
    .number()
    .min(0)
    .max(0.45)
    .default(0)
    .describe('share of the side that is left free on each side, at the level of the ground'),
});

/** The two domains and how their images are prepared. */
export const dataSchema = z
  .strictObject({
    source: sourceSchema
      .optional()
      .describe('labelled, handprinted; may be left out where the method does not look at it'),
    target: targetSchema
      .optional()
      .describe(
        'unlabelled, scanned; labels of the test part are for reporting only; may be left out where the method does not look at it',
      ),
    synthetic: syntheticSchema.optional().describe('make this data set first where its folder is absent'),
    packed: path
      .optional()
      .describe('file that holds the prepared images of all parts, made first where it is absent'),
    classes: atLeastOne.default(1).describe('2 or more where the method tells classes apart'),
    classNames: z
      .array(z.string())
      .optional()
      .describe("in the order of the labels; absent: the source's class folders, or 0, 1, ..."),
    balanced: z
      .boolean()
      .default(false)
      .describe(
        'training sees every class of the source equally often, however many images it has; in a mixture, within each part',
      ),
    channels: z.union([z.literal(1), z.literal(3)]).default(3),
    preprocess: z
      .strictObject({ source: preprocessSchema.prefault({}), target: preprocessSchema.prefault({}) })
      .prefault({}),
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
  })
  .refine(({ classes, classNames }) => classNames === undefined || new Set(classNames).size === classes, {
    path: ['classNames'],
    message: 'as many different names as data.classes',
  });
