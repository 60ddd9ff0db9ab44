import type { RandomStream } from '@jiagu/random';

/**
 * Smooth noise of unit height on size x size: independent normal numbers on a grid of cells of `cell` pixels,
 * enlarged by cubic convolution (a = -0.75).
 */
export function smoothNoise(random: RandomStream, size: number, cell: number): Float32Array {
  const side = Math.max(2, Math.round(size / cell) + 2);
  const grid = Float64Array.from({ length: side * side }, () => random.normal());
  const across = enlargeRows(grid, side, side, size, 1, side);
  return Float32Array.from(enlargeRows(across, side, size, size, size, 1));
}

/**
 * Enlarges `lines` lines of `from` values to `to` values, first to first and last to last.
 * @param step distance of the values of a line, `lineStep` of the lines; the result has its lines in columns
 */
function enlargeRows(
  data: Float64Array,
  from: number,
  lines: number,
  to: number,
  step: number,
  lineStep: number,
): Float64Array {
  const out = new Float64Array(to * lines);
  const scale = to > 1 ? (from - 1) / (to - 1) : 0;
  for (let i = 0; i < to; i++) {
    const at = Math.min(Math.floor(i * scale), from - 2);
    const t = i * scale - at;
    const weights = [cubic(1 + t), cubic(t), cubic(1 - t), cubic(2 - t)];
    weights.forEach((weight, k) => {
      const source = Math.min(Math.max(at + k - 1, 0), from - 1) * step;
      for (let l = 0; l < lines; l++)
        out[i * lines + l] =
          (out[i * lines + l] as number) + weight * (data[source + l * lineStep] as number);
    });
  }
  return out;
}

/** Cubic convolution at a distance (Keys 1981), a = -0.75. */
function cubic(distance: number): number {
  const d = distance;
  return d < 1 ? (1.25 * d - 2.25) * d * d + 1 : ((-0.75 * d + 3.75) * d - 6) * d + 3;
}

/** Fine noise of mean 0 and variance 1: normal numbers blurred over `blur` pixels. */
export function grain(random: RandomStream, size: number, blur: number): Float32Array {
  const noise = Float32Array.from({ length: size * size }, () => random.normal());
  const out = gaussianBlur(noise, size, blur);
  let [sum, squares] = [0, 0];
  for (const value of out) {
    sum += value;
    squares += value * value;
  }
  const deviation = Math.sqrt((squares - (sum * sum) / out.length) / (out.length - 1));
  return out.map((value) => value / deviation);
}

/** Gaussian blur of size x size values; at the edges the image is reflected. */
export function gaussianBlur(data: Float32Array, size: number, deviation: number): Float32Array {
  if (deviation <= 0) return data;
  const radius = Math.min(size - 1, Math.max(1, Math.floor(3 * deviation + 0.5)));
  const weights = Array.from({ length: radius + 1 }, (_, d) =>
    Math.exp((-d * d) / (2 * deviation * deviation)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0) * 2 - 1;
  const kernel = Float64Array.from(weights, (weight) => weight / sum);
  return blurAxis(blurAxis(data, size, 1, size, kernel), size, size, 1, kernel);
}

/** Convolves along one axis with a symmetric kernel given from its centre on. */
function blurAxis(
  data: Float32Array,
  size: number,
  step: number,
  lineStep: number,
  kernel: Float64Array,
): Float32Array {
  const out = new Float32Array(data.length);
  const last = size - 1;
  for (let l = 0; l < size; l++) {
    for (let i = 0; i < size; i++) {
      let total = (kernel[0] as number) * (data[l * lineStep + i * step] as number);
      for (let d = 1; d < kernel.length; d++) {
        const before = Math.abs(i - d);
        const after = i + d > last ? 2 * last - i - d : i + d;
        const pair =
          (data[l * lineStep + before * step] as number) + (data[l * lineStep + after * step] as number);
        total += (kernel[d] as number) * pair;
      }
      out[l * lineStep + i * step] = total;
    }
  }
  return out;
}
