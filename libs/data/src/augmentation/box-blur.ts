import type { FloatImage } from './float-image.js';

const THIRD = 1 / 3;

/**
 * Replaces each pixel by the mean of its 3 x 3 neighbourhood, in place. Beyond its edge the image is reflected without
 * repeating the edge.
 */
export function boxBlur({ width, channels, data }: FloatImage): void {
  const row = width * channels;
  for (let start = 0; start < data.length; start += row)
    for (let c = 0; c < channels; c++) blurRow(data, start + c, start + row - channels + c, channels);
  blurColumns(data, row);
}

/** One channel of one row, from index `first` to `last` in steps of `step`. */
function blurRow(data: Float32Array, first: number, last: number, step: number): void {
  let before = data[first + step] as number;
  for (let i = first; i < last; i += step) {
    const here = data[i] as number;
    data[i] = (before + here + (data[i + step] as number)) * THIRD;
    before = here;
  }
  data[last] = (2 * before + (data[last] as number)) * THIRD;
}

function blurColumns(data: Float32Array, row: number): void {
  /** The row above as it was. */
  const above = data.slice(row, 2 * row);
  for (let start = 0; start < data.length; start += row) {
    const last = start + row === data.length;
    for (let x = 0, i = start; x < row; x++, i++) {
      const here = data[i] as number;
      const below = last ? (above[x] as number) : (data[i + row] as number);
      data[i] = ((above[x] as number) + here + below) * THIRD;
      above[x] = here;
    }
  }
}
