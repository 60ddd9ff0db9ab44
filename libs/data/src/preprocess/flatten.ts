import type { Pixels } from '../pixels.js';

/**
 * Evens out a ground of uneven brightness: subtracts the mean of the neighbourhood and adds that of the image, channel
 * by channel, cut off at 0 and 255.
 * @param share of the longer side over which the neighbourhood reaches
 */
export function flatten(pixels: Pixels, share: number): Pixels {
  const { width, height, channels, data } = pixels;
  const radius = Math.max(1, Math.round((share * Math.max(width, height)) / 2));
  const out = new Uint8ClampedArray(data.length);
  for (let c = 0; c < channels; c++) {
    const plane = Float64Array.from({ length: width * height }, (_, i) => data[i * channels + c] as number);
    const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
    // Twice, so that the average is smooth.
    let ground: Float64Array = plane;
    for (let pass = 0; pass < 2; pass++) {
      ground = averageRows(ground, width, height, radius);
      ground = averageRows(ground, height, width, radius);
    }
    for (let i = 0; i < plane.length; i++)
      out[i * channels + c] = (plane[i] as number) - (ground[i] as number) + mean;
  }
  return { width, height, channels, data: new Uint8Array(out.buffer) };
}

/** The mean over 2 radius + 1 neighbours, fewer at the ends, of every row; rows and columns change places. */
function averageRows(data: Float64Array, length: number, rows: number, radius: number): Float64Array {
  const out = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    let [sum, from, to] = [0, 0, 0];
    for (let x = 0; x < length; x++) {
      for (; to < Math.min(length, x + radius + 1); to++) sum += data[start + to] as number;
      for (; from < x - radius; from++) sum -= data[start + from] as number;
      out[x * rows + row] = sum / (to - from);
    }
  }
  return out;
}
