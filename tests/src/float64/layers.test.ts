import { describe, expect, it } from 'vitest';
import { uniform } from './generated.js';
import {
  batchNorm,
  concatChannels,
  conv2d,
  convTranspose2d,
  instanceNorm,
  layerNorm,
  leakyRelu,
  linear,
  maxPool,
  overPlane,
  reflectionPad,
  relu,
  sigmoid,
  spatialMean,
  tanh,
} from './layers.js';
import { bceWithLogits, crossEntropy, leastSquares, reconstructionLoss, translationLoss } from './losses.js';
import { mul, sizeOf, sumRows, Tensor } from './tensor.js';

const random = (name: string, ...shape: number[]): Tensor =>
  new Tensor(shape, uniform('layers', name, sizeOf(shape)), 'parameter');
const image = random('x', 2, 3, 4, 6);
const slices = (name: string): Tensor[] => [2, 3, 4, 5, 6].map((c) => random(`${name}${c}`, 2, c, 3, 3));

/** Every operation, and what it takes. */
const cases: [string, (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]][] = [
  ['relu', relu, image],
  ['leakyRelu', leakyRelu, image],
  ['tanh', tanh, image],
  ['sigmoid', sigmoid, image],
  ['linear', linear as never, random('x', 3, 4), random('w', 2, 4), random('b', 2)],
  [
    'conv2d',
    (x, w, bias) => conv2d(x as Tensor, w as Tensor, { stride: 2, padding: 1, bias }),
    image,
    random('w', 2, 3, 3, 3),
    random('b', 2),
  ],
  ['convTranspose2d', convTranspose2d as never, image, random('w', 3, 2, 4, 4)],
  ['reflectionPad', reflectionPad, image],
  ['maxPool', (x) => maxPool(x as Tensor, 3, 2, 1), image],
  ['spatialMean', spatialMean, image],
  ['concatChannels', concatChannels as never, image, random('y', 2, 1, 4, 6)],
  ['overPlane', (x) => overPlane(x as Tensor, 2, 3), random('x', 2, 5)],
  [
    'batchNorm',
    (x, w, b) => batchNorm(x as Tensor, w as Tensor, b as Tensor).y,
    image,
    random('w', 3),
    random('b', 3),
  ],
  ['instanceNorm', instanceNorm, image],
  ['layerNorm', layerNorm as never, image, random('w', 3), random('b', 3)],
  ['bceWithLogits', (x) => bceWithLogits(x as Tensor, 1), image],
  ['leastSquares', (x) => leastSquares(x as Tensor, 1), image],
  ['crossEntropy', (x) => crossEntropy(x as Tensor, [1, 0, 3]), random('x', 3, 4)],
  ['reconstructionLoss', (...a) => reconstructionLoss(a, slices('b')), ...slices('a')],
  ['translationLoss', (...a) => translationLoss(a, slices('s'), slices('t')), ...slices('a')],
];

describe('gradients of the float64 layers are their central differences', () => {
  it.each(cases)('%s', (_, f, ...inputs) => {
    const weights = random('weights', f(...inputs).size).detach();
    const loss = (): Tensor => {
      const y = f(...inputs);
      return sumRows(mul(y.reshape(y.size), weights), y.size);
    };
    loss().backward();
    const gradients = inputs.map(({ grad }) => grad as Float64Array);
    inputs.forEach(({ data }, k) =>
      data.forEach((value, i) => {
        const at = (shift: number): number => {
          data[i] = value + shift;
          const result = loss().value;
          data[i] = value;
          return result;
        };
        expect((at(1e-6) - at(-1e-6)) / 2e-6).toBeCloseTo(gradients[k]?.[i] ?? NaN, 7);
      }),
    );
  });

  it('and values are those of the definitions', () => {
    const x = new Tensor([1, 1, 2, 2], Float64Array.of(1, 2, 3, 4));
    // Each input times the filter, at twice its place minus one.
    const filter = new Tensor(
      [1, 1, 4, 4],
      Float64Array.from({ length: 16 }, (_, i) => i),
    );
    const up = convTranspose2d(x, filter).data;
    const expected = new Float64Array(16);
    for (const [i, value] of x.data.entries())
      for (const [tap, weight] of filter.data.entries()) {
        const [row, column] = [2 * (i >> 1) + (tap >> 2) - 1, 2 * (i & 1) + (tap & 3) - 1];
        if (row >= 0 && row < 4 && column >= 0 && column < 4)
          expected[4 * row + column] = (expected[4 * row + column] as number) + value * weight;
      }
    expect([...up]).toEqual([...expected]);
    expect([...reflectionPad(x).data]).toEqual([4, 3, 4, 3, 2, 1, 2, 1, 4, 3, 4, 3, 2, 1, 2, 1]);
    expect([...maxPool(x, 3, 2, 1).data]).toEqual([4]);
    const ones = new Tensor([1], Float64Array.of(1));
    const zeros = new Tensor([1], Float64Array.of(0));
    // Deviations -1.5 .. 1.5, squares 5 in all.
    expect(layerNorm(x, ones, zeros).data[3]).toBeCloseTo(1.5 / (Math.sqrt(5 / 3) + 1e-5), 12);
    expect(instanceNorm(x).data[3]).toBeCloseTo(1.5 / Math.sqrt(5 / 4 + 1e-5), 12);
    const { y, mean, variance } = batchNorm(x, ones, zeros);
    expect(y.data[3]).toBeCloseTo(1.5 / Math.sqrt(5 / 4 + 1e-5), 12);
    expect([mean[0], variance[0]]).toEqual([2.5, 5 / 3]);
  });
});
