import type { Pixels } from './pixels.js';

/** A filter of a resampler: its value at a distance, and the distance beyond which it is zero. */
interface Filter {
  readonly support: number;
  value(x: number): number;
}

const filters = {
  bilinear: { support: 1, value: (x) => Math.max(0, 1 - Math.abs(x)) },
  /** Cubic convolution (Keys 1981) with a = -0.5. */
  bicubic: {
    support: 2,
    value: (x) => {
      const d = Math.abs(x);
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
      return d < 2 ? -0.5 * (((d - 5) * d + 8) * d - 4) : 0;
    },
  },
} satisfies Record<string, Filter>;

/** Bits after the point of the integer weights: a weighted sum of bytes still fits 32 bits. */
const PRECISION = 22;

/** For every output position: the first input position, the number of them, and their weights. */
interface Coefficients {
  readonly taps: number;
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
}

/**
 * Resizes as Pillow does (`Image.resize`), bit for bit: separable, antialiased (the filter widens when an
 * image shrinks), integer weights, bytes between the two passes. The aspect ratio is not kept.
 */
export function resize(pixels: Pixels, width: number, height: number, filter: keyof typeof filters): Pixels {
  let { data } = pixels;
  const { channels } = pixels;
  if (width !== pixels.width)
    data = resampleRows(data, pixels.width, width, pixels.height, channels, filters[filter]);
  if (height !== pixels.height)
    data = resampleColumns(data, pixels.height, height, width * channels, filters[filter]);
  return { width, height, channels, data };
}

function coefficients(from: number, to: number, filter: Filter): Coefficients {
  const scale = from / to;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  const taps = Math.ceil(support) * 2 + 1;
  const result = {
    taps,
    first: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Int32Array(to * taps),
  };
  const values = new Float64Array(taps);
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const value = filter.value((k + first - center + 0.5) * (1 / widening));
      values[k] = value;
      sum += value;
    }
    result.first[i] = first;
    result.count[i] = count;
    for (let k = 0; k < count; k++) {
      const weight = ((values[k] as number) / sum) * 2 ** PRECISION;
      result.weights[i * taps + k] = Math.trunc(weight + (weight < 0 ? -0.5 : 0.5));
    }
  }
  return result;
}

const clampByte = (sum: number): number => {
  const value = sum >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

function resampleRows(
  data: Uint8Array,
  from: number,
  to: number,
  rows: number,
  channels: number,
  filter: Filter,
): Uint8Array {
  const { taps, first, count, weights } = coefficients(from, to, filter);
  const out = new Uint8Array(rows * to * channels);
  let o = 0;
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < to; x++) {
      const start = (row * from + (first[x] as number)) * channels;
      const n = count[x] as number;
      for (let c = 0; c < channels; c++) {
        let sum = 1 << (PRECISION - 1);
        for (let k = 0; k < n; k++)
          sum += (data[start + k * channels + c] as number) * (weights[x * taps + k] as number);
        out[o++] = clampByte(sum);
      }
    }
  }
  return out;
}

function resampleColumns(
  data: Uint8Array,
  from: number,
  to: number,
  rowLength: number,
  filter: Filter,
): Uint8Array {
  const { taps, first, count, weights } = coefficients(from, to, filter);
  const out = new Uint8Array(to * rowLength);
  const sums = new Int32Array(rowLength);
  for (let y = 0; y < to; y++) {
    sums.fill(1 << (PRECISION - 1));
    for (let k = 0; k < (count[y] as number); k++) {
      const weight = weights[y * taps + k] as number;
      const start = ((first[y] as number) + k) * rowLength;
      for (let i = 0; i < rowLength; i++)
        sums[i] = (sums[i] as number) + (data[start + i] as number) * weight;
    }
    for (let i = 0; i < rowLength; i++) out[y * rowLength + i] = clampByte(sums[i] as number);
  }
  return out;
}
