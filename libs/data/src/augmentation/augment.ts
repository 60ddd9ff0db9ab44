import type { Augmentation } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { Pixels } from '../pixels.js';
import { drawAffine, IDENTITY, sampleWindow } from './affine.js';
import { boxBlur } from './box-blur.js';
import { cutout } from './cutout.js';
import type { FloatImage } from './float-image.js';
import { addNoise, adjust, clamp, invert } from './photometric.js';
import { flipHorizontally, randomResizedCrop } from './random-resized-crop.js';

/**
 * A random change of an image, to size x size, 0..1: the steps that the augmentation names, in its schema's
 * order. With none it is the centre window, which is also how images are evaluated.
 * @param pixels at least size x size
 */
export function augment(
  pixels: Pixels,
  augmentation: Augmentation,
  size: number,
  random: RandomStream,
): FloatImage {
  const { randomResizedCrop: window, horizontalFlip, affine, noise, blur } = augmentation;
  let source = pixels;
  if (window) source = randomResizedCrop(source, size, window, random);
  if (horizontalFlip !== undefined && random.chance(horizontalFlip)) source = flipHorizontally(source);
  let image = sampleWindow(source, size, affine ? drawAffine(affine, random) : IDENTITY);

  const contrast = augmentation.contrast ? random.uniform(...augmentation.contrast) : 1;
  const limit = augmentation.brightness;
  const brightness = limit !== undefined ? random.uniform(-limit, limit) : 0;
  if (contrast !== 1 || brightness !== 0) adjust(image, contrast, brightness);
  if (noise !== undefined) addNoise(image, random.uniform(0, noise), random);
  if (blur !== undefined && random.chance(blur)) image = boxBlur(image);
  if (augmentation.cutout !== undefined && random.chance(augmentation.cutout)) cutout(image, random);
  clamp(image);
  if (augmentation.invert !== undefined && random.chance(augmentation.invert)) invert(image);
  return image;
}
