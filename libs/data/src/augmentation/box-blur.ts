import type { FloatImage } from './float-image.js';

/** The mean of each 3 x 3 neighbourhood; beyond the edge the image is reflected (the edge itself not repeated). */
export function boxBlur(image: FloatImage): FloatImage {
  const { width, height, channels } = image;
  const row = width * channels;
  const across = mean3(image.data, channels, width, height, row, channels);
  return { width, height, channels, data: mean3(across, row, height, width, channels, channels) };
}

/**
 * Means of three neighbours along one axis.
 * @param step distance of neighbours along the axis, `length` their number
 * @param lineStep distance of the `lines` lines
 */
function mean3(
  data: Float32Array,
  step: number,
  length: number,
  lines: number,
  lineStep: number,
  channels: number,
): Float32Array {
  const out = new Float32Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      const center = line * lineStep + i * step;
      const before = i > 0 ? -step : step;
      const after = i < length - 1 ? step : -step;
      for (let at = center; at < center + channels; at++)
        out[at] = ((data[at + before] as number) + (data[at] as number) + (data[at + after] as number)) / 3;
    }
  }
  return out;
}
