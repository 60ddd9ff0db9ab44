import { accumulate, at, build64, forEachPosition, zeros64, type Array64 } from './array64.js';

type Shape4 = [number, number, number, number];

/** Convolution of [N, H, W, in] with [kh, kw, in, out], zeros outside. */
export function conv64(
  x: Array64,
  filter: Array64,
  stride: number,
  padding: number,
  bias?: Array64,
): Array64 {
  const [n, h, w] = x.shape as Shape4;
  const [kh, kw, input, output] = filter.shape as Shape4;
  const size = (length: number, kernel: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return build64([n, size(h, kh), size(w, kw), output], (b, i = 0, j = 0, o = 0) => {
    let sum = bias ? at(bias, o) : 0;
    for (let y = 0; y < kh; y++)
      for (let z = 0; z < kw; z++)
        for (let c = 0; c < input; c++)
          sum += at(x, b, i * stride + y - padding, j * stride + z - padding, c) * at(filter, y, z, c, o);
    return sum;
  });
}

/** Transposed convolution of [N, H, W, in] with [kh, kw, out, in]: every pixel adds the filter to the output. */
export function convTranspose64(
  x: Array64,
  filter: Array64,
  stride: number,
  padding: number,
  outputPadding = 0,
): Array64 {
  const [n, h, w] = x.shape as Shape4;
  const [kh, kw, output] = filter.shape as Shape4;
  const size = (length: number, kernel: number) =>
    (length - 1) * stride - 2 * padding + kernel + outputPadding;
  const result = zeros64([n, size(h, kh), size(w, kw), output]);
  forEachPosition(x.shape, (b = 0, i = 0, j = 0, c = 0) => {
    for (let y = 0; y < kh; y++)
      for (let z = 0; z < kw; z++)
        for (let o = 0; o < output; o++) {
          const value = at(x, b, i, j, c) * at(filter, y, z, o, c);
          accumulate(result, value, b, i * stride + y - padding, j * stride + z - padding, o);
        }
  });
  return result;
}

/** Gradient of {@link conv64} with respect to its input, [N, height, width, in]. */
export function convAdjoint64(
  dy: Array64,
  filter: Array64,
  stride: number,
  padding: number,
  [height, width]: [number, number],
): Array64 {
  const [kh, kw, input, output] = filter.shape as Shape4;
  const result = zeros64([dy.shape[0] as number, height, width, input]);
  forEachPosition(dy.shape.slice(0, 3), (b = 0, i = 0, j = 0) => {
    for (let y = 0; y < kh; y++)
      for (let z = 0; z < kw; z++)
        for (let c = 0; c < input; c++)
          for (let o = 0; o < output; o++)
            accumulate(
              result,
              at(dy, b, i, j, o) * at(filter, y, z, c, o),
              b,
              i * stride + y - padding,
              j * stride + z - padding,
              c,
            );
  });
  return result;
}

/** Maximum over the pixels of a window that lie inside of the image. */
export function maxPool64(x: Array64, kernel: number, stride: number, padding: number): Array64 {
  const [n, h, w, c] = x.shape as Shape4;
  const size = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return build64([n, size(h), size(w), c], (b = 0, i = 0, j = 0, o = 0) => {
    let largest = -Infinity;
    for (let y = i * stride - padding; y < i * stride - padding + kernel; y++)
      for (let z = j * stride - padding; z < j * stride - padding + kernel; z++)
        if (y >= 0 && y < h && z >= 0 && z < w) largest = Math.max(largest, at(x, b, y, z, o));
    return largest;
  });
}

/** Padding by reflection at the edges, which are not repeated. */
export function reflectionPad64(x: Array64, padding: number): Array64 {
  const [n, h, w, c] = x.shape as Shape4;
  const reflect = (i: number, length: number): number =>
    i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i;
  return build64([n, h + 2 * padding, w + 2 * padding, c], (b = 0, i = 0, j = 0, o = 0) =>
    at(x, b, reflect(i - padding, h), reflect(j - padding, w), o),
  );
}

/** out[i r + y, j r + z, c] = in[i, j, (c r + y) r + z]. */
export function pixelShuffle64(x: Array64, r: number): Array64 {
  const [n, h, w, channels] = x.shape as Shape4;
  return build64([n, h * r, w * r, channels / r ** 2], (b = 0, i = 0, j = 0, c = 0) =>
    at(x, b, Math.floor(i / r), Math.floor(j / r), (c * r + (i % r)) * r + (j % r)),
  );
}
