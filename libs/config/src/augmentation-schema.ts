import { z } from 'zod';
import { range, probability } from './numbers.js';

/** Random changes of an image, applied in the order of the keys below. A change whose key is absent is skipped. */
export const augmentationSchema = z.strictObject({
  randomResizedCrop: z
    .strictObject({ area: range, ratio: range })
    .optional()
    .describe('crop of this share of the area and this aspect ratio, resized to the image size (bilinear)'),
  horizontalFlip: probability
    .optional()
    .describe('published STSN: 0.5; a mirrored character is another character'),
  affine: z
    .strictObject({
      rotation: z.number().nonnegative().describe('standard deviation, radians'),
      scale: z.number().nonnegative().describe('half-width of the uniform factor around 1'),
      aspect: z.number().nonnegative().describe('standard deviation of the log aspect ratio'),
      shear: z.number().nonnegative().describe('standard deviation'),
      shift: z.number().nonnegative().describe('standard deviation, in half-widths of the image'),
    })
    .optional(),
  elastic: z
    .strictObject({
      coarse: z.number().nonnegative().describe('of the bends of the whole character, on 5 x 5 points'),
      fine: z.number().nonnegative().default(0).describe('of those of single strokes, on 9 x 9 points'),
    })
    .optional()
    .describe(
      'handwriting: displacement by a smooth field, standard deviations in half-widths of the image; resampled once together with affine',
    ),
  strokeWidth: range
    .optional()
    .describe(
      'handwriting: strokes are blurred (standard deviation a fiftieth of the side), cut off at a level drawn from this range within 0..1 and redrawn in black and white; levels below about 0.4 thicken them',
    ),
  abrasion: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'rubbings: strength of the wear that fades irregular patches to the level of the ground; usual: 1',
    ),
  contrast: range.optional().describe('factor about mid grey'),
  brightness: z
    .number()
    .nonnegative()
    .optional()
    .describe('half-width of the uniform offset, images in 0..1'),
  noise: z
    .number()
    .nonnegative()
    .optional()
    .describe('upper end of the uniform standard deviation of Gaussian noise'),
  blur: probability.optional().describe('probability of a 3 x 3 box blur'),
  cutout: probability
    .optional()
    .describe('probability of one grey square whose half-width is a tenth to a fifth of the side'),
  invert: probability.optional().describe('probability of swapping dark and light'),
});

/** The two views that training takes of an image. */
export const viewsSchema = z.strictObject({
  weak: augmentationSchema.default({}).describe('the training image'),
  strong: augmentationSchema
    .default({})
    .describe('the strongly changed copy: extra source supervision, self-training'),
});
