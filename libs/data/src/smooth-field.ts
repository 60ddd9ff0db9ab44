import type { RandomStream } from '@jiagu/random';

/**
 * Smooth noise, [size, size]: independent N(0, 1) numbers on a grid with cells of about `cell` pixels, enlarged by
 * cubic convolution (a = -0.75).
 */
export function smoothNoise(random: RandomStream, size: number, cell: number): Float32Array {
  return smoothField(random, size, Math.max(2, Math.round(size / cell) + 2));
}

/** Smooth noise, [size, size], from side x side N(0, 1) numbers, the outermost of them on the edges. */
export function smoothField(random: RandomStream, size: number, side: number): Float32Array {
  const grid = normals(random, side * side);
  return enlarge(enlarge(grid, side, side, size), side, size, size);
}

/**
 * Fine noise, [size, size], of mean about 0 and variance 1: normal numbers blurred with deviation `blur`, in pixels.
 */
export function grain(random: RandomStream, size: number, blur: number): Float32Array {
  const noise = gaussianBlur(normals(random, size * size), size, blur);
  let [sum, squares] = [0, 0];
  for (const value of noise) {
    sum += value;
    squares += value * value;
  }
  const deviation = Math.sqrt((squares - (sum * sum) / noise.length) / (noise.length - 1));
  for (let i = 0; i < noise.length; i++) noise[i] = (noise[i] as number) / deviation;
  return noise;
}

/** Gaussian blur of size x size values, reflected at the edges. @param deviation in pixels; 0 or less: no blur */
export function gaussianBlur(data: Float32Array, size: number, deviation: number): Float32Array {
  if (deviation <= 0) return data;
  const radius = Math.min(size - 1, Math.max(1, Math.floor(3 * deviation + 0.5)));
  const weights = Array.from({ length: radius + 1 }, (_, d) =>
    Math.exp(-(d * d) / (2 * deviation * deviation)),
  );
  const sum = 2 * weights.reduce((total, weight) => total + weight, 0) - 1;
  const kernel = Float64Array.from(weights, (weight) => weight / sum);
  return blurRows(blurRows(data, size, kernel), size, kernel);
}

function normals(random: RandomStream, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i++) out[i] = random.normal();
  return out;
}

/**
 * Enlarges every row of `from` values to `to` values, first onto first and last onto last, and transposes the result:
 * applied twice, it enlarges both axes and restores their order.
 */
function enlarge(data: Float32Array, from: number, rows: number, to: number): Float32Array {
  const out = new Float32Array(to * rows);
  const scale = (from - 1) / (to - 1);
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.floor(i * scale), from - 2);
    const t = i * scale - at;
    const [w0, w1, w2, w3] = [cubic(1 + t), cubic(t), cubic(1 - t), cubic(2 - t)];
    const [before, after] = [Math.max(at - 1, 0), Math.min(at + 2, from - 1)];
    for (let row = 0; row < rows; row++) {
      const start = row * from;
      out[i * rows + row] =
        w0 * (data[start + before] as number) +
        w1 * (data[start + at] as number) +
        w2 * (data[start + at + 1] as number) +
        w3 * (data[start + after] as number);
    }
  }
  return out;
}

/** Cubic convolution at a distance (Keys 1981), a = -0.75. */
const cubic = (d: number): number =>
  d < 1 ? (1.25 * d - 2.25) * d * d + 1 : ((-0.75 * d + 3.75) * d - 6) * d + 3;

/** Convolves every row with a symmetric kernel, given from its centre on, and exchanges rows and columns. */
function blurRows(data: Float32Array, size: number, kernel: Float64Array): Float32Array {
  const out = new Float32Array(data.length);
  const radius = kernel.length - 1;
  const last = size - 1;
  const padded = new Float64Array(size + 2 * radius);
  for (let row = 0; row < size; row++) {
    const start = row * size;
    for (let i = 0; i < size; i++) padded[radius + i] = data[start + i] as number;
    for (let d = 1; d <= radius; d++) {
      padded[radius - d] = data[start + d] as number;
      padded[radius + last + d] = data[start + last - d] as number;
    }
    for (let x = 0; x < size; x++) {
      const center = x + radius;
      let total = (kernel[0] as number) * (padded[center] as number);
      for (let d = 1; d <= radius; d++)
        total += (kernel[d] as number) * ((padded[center - d] as number) + (padded[center + d] as number));
      out[x * size + row] = total;
    }
  }
  return out;
}
