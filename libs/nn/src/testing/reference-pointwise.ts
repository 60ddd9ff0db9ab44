import { at, build64, type Array64 } from './array64.js';

/** A function of every element. */
export const map64 = ({ shape, data }: Array64, f: (value: number) => number): Array64 => ({
  shape,
  data: data.map(f),
});

/** a + b of one shape. */
export const sum64 = (a: Array64, b: Array64): Array64 => ({
  shape: a.shape,
  data: a.data.map((value, i) => value + (b.data[i] as number)),
});

/** [N, in] times [in, out], plus a bias [out]. */
export const linear64 = (x: Array64, weight: Array64, bias: Array64): Array64 =>
  build64([x.shape[0] as number, weight.shape[1] as number], (n = 0, o = 0) => {
    let sum = at(bias, o);
    for (let i = 0; i < (weight.shape[0] as number); i++) sum += at(x, n, i) * at(weight, i, o);
    return sum;
  });

/** Mean over H and W: [N, H, W, C] -> [N, C]. */
export function spatialMean64(x: Array64): Array64 {
  const [count, height, width, channels] = x.shape as [number, number, number, number];
  return build64([count, channels], (n = 0, c = 0) => {
    let sum = 0;
    for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) sum += at(x, n, i, j, c);
    return sum / (height * width);
  });
}
