import { add, gather, join, map, matmul, maxRows, mul, sizeOf, sumRows, Tensor } from './tensor.js';

/** Layers by their definitions, in PyTorch's conventions: N, C, H, W; weights O, I, H, W. */
type Dimensions = [n: number, c: number, h: number, w: number];

const dimensions = (x: Tensor): Dimensions => x.shape as unknown as Dimensions;

export const relu = (x: Tensor): Tensor =>
  map(
    x,
    (v) => Math.max(0, v),
    (v) => Number(v > 0),
  );
export const leakyRelu = (x: Tensor): Tensor =>
  map(
    x,
    (v) => (v > 0 ? v : 0.2 * v),
    (v) => (v > 0 ? 1 : 0.2),
  );
export const tanh = (x: Tensor): Tensor => map(x, Math.tanh, (_, y) => 1 - y * y);
export const sigmoid = (x: Tensor): Tensor => map(x, logistic, (_, y) => y * (1 - y));
export const logistic = (v: number): number => 1 / (1 + Math.exp(-v));
export const scale = (x: Tensor, factor: number): Tensor =>
  map(
    x,
    (v) => factor * v,
    () => factor,
  );

/** x W^T + b, [N, I] -> [N, O]. */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const y = matmul(x, weight);
  const [n, o] = y.shape as [number, number];
  return add(
    y,
    gather(
      bias,
      [n, o],
      Int32Array.from({ length: n * o }, (_, i) => i % o),
    ),
  );
}

/** The elements that each output position sees, as rows of C kh kw elements; -1 outside of the image. */
function windows(
  [n, c, h, w]: Dimensions,
  [outH, outW]: readonly [number, number],
  kernel: number,
  from: (out: number, tap: number) => number,
): Int32Array {
  const index = new Int32Array(n * outH * outW * c * kernel * kernel);
  let i = 0;
  for (let sample = 0; sample < n; sample++)
    for (let y = 0; y < outH; y++)
      for (let x = 0; x < outW; x++)
        for (let channel = 0; channel < c; channel++)
          for (let a = 0; a < kernel; a++)
            for (let b = 0; b < kernel; b++) {
              const [row, column] = [from(y, a), from(x, b)];
              const inside = row >= 0 && row < h && column >= 0 && column < w;
              index[i++] = inside ? ((sample * c + channel) * h + row) * w + column : -1;
            }
  return index;
}

/** [N H W, C] -> [N, C, H, W]. */
function channelsFirst(x: Tensor, [n, c, h, w]: Dimensions): Tensor {
  const plane = h * w;
  const index = new Int32Array(x.size).map((_, i) => {
    const [sample, channel] = [Math.floor(i / (c * plane)), Math.floor(i / plane) % c];
    return (sample * plane + (i % plane)) * c + channel;
  });
  return gather(x, [n, c, h, w], index);
}

export interface ConvolutionOptions {
  stride?: number;
  padding?: number;
  bias?: Tensor;
}

export function conv2d(
  x: Tensor,
  weight: Tensor,
  { stride = 1, padding = 0, bias }: ConvolutionOptions,
): Tensor {
  const [n, c, h, w] = dimensions(x);
  const [o, , kernel] = dimensions(weight);
  const out = [h, w].map((size) => Math.floor((size + 2 * padding - kernel) / stride) + 1) as [
    number,
    number,
  ];
  const row = c * kernel * kernel;
  const index = windows([n, c, h, w], out, kernel, (position, tap) => position * stride + tap - padding);
  const columns = gather(x, [index.length / row, row], index);
  const y = channelsFirst(matmul(columns, weight.reshape(o, row)), [n, o, ...out]);
  return bias ? add(y, perChannel(bias, dimensions(y))) : y;
}

/** 4 x 4, stride 2, padding 1, weight I, O, H, W: an input adds to the outputs 2 i + tap - 1. */
export function convTranspose2d(x: Tensor, weight: Tensor): Tensor {
  const [n, c, h, w] = dimensions(x);
  const o = weight.shape[1] as number;
  const row = c * 16;
  const index = windows([n, c, h, w], [2 * h, 2 * w], 4, (position, tap) => {
    const twice = position + 1 - tap;
    return twice % 2 === 0 ? twice / 2 : -1;
  });
  const ordered = Int32Array.from({ length: o * row }, (_, i) => {
    const [output, input, tap] = [Math.floor(i / row), Math.floor((i % row) / 16), i % 16];
    return (input * o + output) * 16 + tap;
  });
  const y = matmul(gather(x, [index.length / row, row], index), gather(weight, [o, row], ordered));
  return channelsFirst(y, [n, o, 2 * h, 2 * w]);
}

/** Mirrors a border of one pixel; the edge itself is not repeated. */
export function reflectionPad(x: Tensor): Tensor {
  const [n, c, h, w] = dimensions(x);
  const mirror = (i: number, size: number): number => (i < 0 ? -i : i >= size ? 2 * size - 2 - i : i);
  const index = new Int32Array(n * c * (h + 2) * (w + 2)).map((_, i) => {
    const column = mirror((i % (w + 2)) - 1, w);
    const row = mirror((Math.floor(i / (w + 2)) % (h + 2)) - 1, h);
    return (Math.floor(i / (w + 2) / (h + 2)) * h + row) * w + column;
  });
  return gather(x, [n, c, h + 2, w + 2], index);
}

export function maxPool(x: Tensor, kernel: number, stride: number, padding: number): Tensor {
  const [n, c, h, w] = dimensions(x);
  const out = [h, w].map((size) => Math.floor((size + 2 * padding - kernel) / stride) + 1) as [
    number,
    number,
  ];
  const index = windows([n * c, 1, h, w], out, kernel, (position, tap) => position * stride + tap - padding);
  return maxRows(gather(x, [index.length], index, -Infinity), kernel * kernel).reshape(n, c, ...out);
}

/** Average over H and W: [N, C]. */
export function spatialMean(x: Tensor): Tensor {
  const [n, c, h, w] = dimensions(x);
  return scale(sumRows(x, h * w), 1 / (h * w)).reshape(n, c);
}

export function concatChannels(a: Tensor, b: Tensor): Tensor {
  const [n, ca, h, w] = dimensions(a);
  const cb = b.shape[1] as number;
  const [sizeA, sizeB] = [ca * h * w, cb * h * w];
  const index = new Int32Array(n * (sizeA + sizeB)).map((_, i) => {
    const [sample, place] = [Math.floor(i / (sizeA + sizeB)), i % (sizeA + sizeB)];
    return place < sizeA ? sample * sizeA + place : n * sizeA + sample * sizeB + place - sizeA;
  });
  return gather(join([a, b]), [n, ca + cb, h, w], index);
}

/** Each of [N, C] over a whole plane. */
export function overPlane(x: Tensor, h: number, w: number): Tensor {
  const [n, c] = x.shape as [number, number];
  return gather(
    x,
    [n, c, h, w],
    new Int32Array(x.size * h * w).map((_, i) => Math.floor(i / (h * w))),
  );
}

/** A number for each channel, over everything else. */
function perChannel(x: Tensor, [n, c, h, w]: Dimensions): Tensor {
  return gather(
    x,
    [n, c, h, w],
    new Int32Array(n * c * h * w).map((_, i) => Math.floor(i / (h * w)) % c),
  );
}

const affine = (x: Tensor, weight: Tensor, bias: Tensor): Tensor =>
  add(mul(x, perChannel(weight, dimensions(x))), perChannel(bias, dimensions(x)));

/** Rows of `length` minus their means, and the sums of their squares. */
function centre(x: Tensor, length: number): { centred: Tensor; mean: Tensor; squares: Tensor } {
  const mean = scale(sumRows(x, length), 1 / length);
  const centred = add(x, overRows(mean, length), -1);
  return { centred, mean, squares: sumRows(mul(centred, centred), length) };
}

const overRows = (x: Tensor, length: number): Tensor =>
  gather(
    x,
    [x.size * length],
    new Int32Array(x.size * length).map((_, i) => Math.floor(i / length)),
  );

const inverseRoot = (x: Tensor): Tensor =>
  map(
    x,
    (v) => 1 / Math.sqrt(v),
    (v, y) => (-0.5 * y) / v,
  );

/** Over N, H, W in training mode; also the mean and the unbiased variance. */
export function batchNorm(x: Tensor, weight: Tensor, bias: Tensor) {
  const [n, c, h, w] = dimensions(x);
  const count = n * h * w;
  const plane = h * w;
  // Channel by channel, and back.
  const byChannel = new Int32Array(x.size).map((_, i) => {
    const [channel, sample] = [Math.floor(i / count), Math.floor(i / plane) % n];
    return (sample * c + channel) * plane + (i % plane);
  });
  const back = new Int32Array(x.size);
  byChannel.forEach((from, to) => (back[from] = to));
  const { centred, mean, squares } = centre(gather(x, [x.size], byChannel), count);
  const inverse = inverseRoot(
    map(
      squares,
      (v) => v / count + 1e-5,
      () => 1 / count,
    ),
  );
  const y = gather(mul(centred, overRows(inverse, count)), x.shape, back);
  return { y: affine(y, weight, bias), mean: mean.data, variance: squares.data.map((v) => v / (count - 1)) };
}

/** With given statistics. */
export function batchNormInference(
  x: Tensor,
  [weight, bias, mean, variance]: readonly [Tensor, Tensor, Float64Array, Float64Array],
): Tensor {
  const c = [mean.length];
  const inverse = new Tensor(
    c,
    variance.map((v) => 1 / Math.sqrt(v + 1e-5)),
  );
  const centred = add(x, perChannel(new Tensor(c, mean), dimensions(x)), -1);
  return affine(mul(centred, perChannel(inverse, dimensions(x))), weight, bias);
}

/** Over H, W of one sample and channel, biased variance, no affine part. */
export function instanceNorm(x: Tensor): Tensor {
  const [, , h, w] = dimensions(x);
  const { centred, squares } = centre(x, h * w);
  const inverse = inverseRoot(
    map(
      squares,
      (v) => v / (h * w) + 1e-5,
      () => 1 / (h * w),
    ),
  );
  return mul(centred, overRows(inverse, h * w)).reshape(...x.shape);
}

/** Over C, H, W of one sample: (x - mean) / (unbiased standard deviation + 1e-5), then the affine part. */
export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const length = sizeOf(x.shape.slice(1));
  const { centred, squares } = centre(x, length);
  const std = map(
    squares,
    (v) => Math.sqrt(v / (length - 1)),
    (_, y) => 1 / (2 * y * (length - 1)),
  );
  const inverse = map(
    std,
    (v) => 1 / (v + 1e-5),
    (_, y) => -y * y,
  );
  return affine(mul(centred, overRows(inverse, length)).reshape(...x.shape), weight, bias);
}
