import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { Pixels } from '../pixels.js';
import { abrade } from './abrasion.js';
import { drawAffine, IDENTITY, sampleWindow } from './affine.js';
import { boxBlur } from './box-blur.js';
import { cutout } from './cutout.js';
import { drawDisplacement } from './elastic.js';
import type { FloatImage } from './float-image.js';
import { addNoise, adjust, clamp, invert } from './photometric.js';
import { flipHorizontally, randomResizedCrop } from './random-resized-crop.js';
import { redrawStrokes } from './stroke-width.js';

/**
 * Changes an image at random, with values in 0..1: the steps that the augmentation names, in the order of its schema.
 * With none the result is the centre window, which is also used for evaluation.
 * @param pixels at least as large as `image`
 * @param image a square image of the channels of `pixels`, to be overwritten
 */
export function augment(
  pixels: Pixels,
  augmentation: Augmentation,
  image: FloatImage,
  random: RandomStream,
): void {
  const {
    randomResizedCrop: window,
    horizontalFlip,
    affine,
    elastic,
    strokeWidth,
    abrasion,
    noise,
    blur,
  } = augmentation;
  let source = pixels;
  if (window) source = randomResizedCrop(source, image.width, window, random);
  if (happens(horizontalFlip, random)) source = flipHorizontally(source);
  const map = affine ? drawAffine(affine, random) : IDENTITY;
  sampleWindow(source, map, image, elastic && drawDisplacement(elastic, image.width, random));
  if (strokeWidth) redrawStrokes(image, random.uniform(...strokeWidth));
  if (abrasion) abrade(image, abrasion, random);

  const contrast = augmentation.contrast ? random.uniform(...augmentation.contrast) : 1;
  const limit = augmentation.brightness ?? 0;
  const brightness = limit > 0 ? random.uniform(-limit, limit) : 0;
  if (contrast !== 1 || brightness !== 0) adjust(image, contrast, brightness);
  if (noise) addNoise(image, random.uniform(0, noise), random);
  if (happens(blur, random)) boxBlur(image);
  if (happens(augmentation.cutout, random)) cutout(image, random);
  if (contrast !== 1 || brightness !== 0 || noise) clamp(image);
  if (happens(augmentation.invert, random)) invert(image);
}

const happens = (probability: number | undefined, random: RandomStream): boolean =>
  probability !== undefined && random.chance(probability);
