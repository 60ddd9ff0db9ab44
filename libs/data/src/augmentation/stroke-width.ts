import { gaussianBlur } from '../smooth-field.js';
import { edgeLevel } from './edge-level.js';
import type { FloatImage } from './float-image.js';

/** Standard deviation of the blur, as a share of the side. */
const BLUR = 1.3 / 64;

/** Width of the soft edge of a stroke, in levels; a hard edge would be jagged. */
const EDGE = 0.06;

/**
 * Redraws a handprinted character in black and white, in place, with thicker or thinner strokes: the ink is blurred and
 * cut off at a level. The level of the image's edge tells whether strokes are dark or light.
 * @param level of the blurred ink, 0..1, above which a pixel belongs to a stroke; lower levels give thicker strokes
 */
export function redrawStrokes(image: FloatImage, level: number): void {
  const { width, channels, data } = image;
  const light = edgeLevel(image, channels === 3 ? 1 : 0) > 0.5;
  const ink = new Float32Array(data.length / channels);
  for (let i = 0; i < ink.length; i++) {
    const value = channels === 3 ? luma(data, 3 * i) : (data[i] as number);
    ink[i] = light ? 1 - value : value;
  }
  const blurred = gaussianBlur(ink, width, BLUR * width);
  for (let i = 0, o = 0; i < blurred.length; i++) {
    const drawn = 1 / (1 + Math.exp(((blurred[i] as number) - level) / (light ? EDGE : -EDGE)));
    for (let c = 0; c < channels; c++) data[o++] = drawn;
  }
}

/** Rec. 601. */
const luma = (data: Float32Array, i: number): number =>
  0.299 * (data[i] as number) + 0.587 * (data[i + 1] as number) + 0.114 * (data[i + 2] as number);
