import { startEngine } from '@jiagu/engine';
import { GradientTape, noGrad } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { pixelMiddles, sampleImages } from './sample-images.js';
import { ThinPlate } from './thin-plate.js';
import { Warper } from './warper.js';

beforeAll(() => startEngine());

const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const random = new RandomStream('warps');
const noise = (shape: number[], scale = 1): tf.Tensor =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-scale, scale)),
    shape,
  );
const expectClose = (actual: tf.Tensor, expected: readonly number[], digits = 4): void => {
  expect(actual.size).toBe(expected.length);
  numbers(actual).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, digits));
};

describe('a thin-plate spline', () => {
  it.each([2, 4, 8])('moves its %i x %i control points as told', (side) => {
    const plate = new ThinPlate(side);
    const points = tf.tensor3d([plate.controls, plate.controls].map((each) => each.map(([x, y]) => [x, y])));
    const moves = noise([2, side ** 2, 2], 0.1) as tf.Tensor3D;
    expectClose(plate.move(points, moves), numbers(tf.add(points, moves)), 3);
  });

  it('bends nothing where an affine map moves the control points, and least in between', () => {
    const plate = new ThinPlate(4);
    const [points] = [noise([1, 20, 2], 1) as tf.Tensor3D];
    const map = ([x, y]: readonly [number, number]): [number, number] => [
      0.1 - 0.05 * x + 0.02 * y,
      -0.2 + 0.03 * x + 0.1 * y,
    ];
    const moves = tf.tensor3d([plate.controls.map(map)]);
    const flat = numbers(points);
    const expected = Array.from({ length: 20 }, (_, i) => {
      const [x, y] = [flat[2 * i] as number, flat[2 * i + 1] as number];
      const [right, down] = map([x, y]);
      return [x + right, y + down];
    });
    expectClose(plate.move(points, moves), expected.flat(), 3);
  });
});

describe('images at other points', () => {
  /** By the definition, in float64. */
  const sampled = (image: readonly number[], side: number, x: number, y: number): number => {
    const place = (at: number): number => Math.min(side - 1, Math.max(0, ((at + 1) * side - 1) / 2));
    const [column, row] = [place(x), place(y)];
    let sum = 0;
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++)
        sum +=
          (image[i * side + j] as number) *
          Math.max(0, 1 - Math.abs(row - i)) *
          Math.max(0, 1 - Math.abs(column - j));
    return sum;
  };

  it('are as they were at the middles of their pixels', () => {
    const images = noise([2, 5, 5, 3]) as tf.Tensor4D;
    expectClose(sampleImages(images, tf.tile(pixelMiddles(5), [2, 1, 1])), numbers(images), 5);
  });

  it('are means of the four pixels around, and the edge beyond the edge', () => {
    const side = 4;
    const images = noise([2, side, side, 1]) as tf.Tensor4D;
    const points = noise([2, side ** 2, 2], 1.4) as tf.Tensor3D;
    const expected = (points.arraySync() as [number, number][][]).flatMap((of, n) =>
      of.map(([x, y]) => sampled(numbers(images).slice(n * side ** 2, (n + 1) * side ** 2), side, x, y)),
    );
    expectClose(sampleImages(images, points), expected, 5);
  });

  it('tell the points how to move', () => {
    const images = noise([1, 4, 4, 1]) as tf.Tensor4D;
    const points = tf.variable(noise([1, 16, 2], 0.7) as tf.Tensor3D);
    const tape = new GradientTape();
    const loss = tape.record(() => tf.sum(sampleImages(images, points as tf.Tensor3D)) as tf.Scalar);
    const [gradient] = tape.gradient(loss, [points]);
    const step = 1e-3;
    const flat = numbers(points);
    const image = numbers(images);
    const sumAt = (changed: readonly number[]): number =>
      Array.from({ length: 16 }, (_, i) =>
        sampled(image, 4, changed[2 * i] as number, changed[2 * i + 1] as number),
      ).reduce((sum, value) => sum + value, 0);
    expectClose(
      gradient as tf.Tensor,
      flat.map(
        (_, k) =>
          (sumAt(flat.with(k, (flat[k] as number) + step)) -
            sumAt(flat.with(k, (flat[k] as number) - step))) /
          (2 * step),
      ),
      2,
    );
  });
});

describe('a warper', () => {
  const options = { channels: 1, imageSize: 16, width: 2, hidden: 8, points: 3, reach: 0.1 };
  let warper: Warper;
  beforeAll(() => {
    warper = new Warper(options, new RandomStream('warper'));
  });

  it('draws warps within their bounds, others for other noise', () => {
    const images = noise([4, 16, 16, 1]) as tf.Tensor4D;
    const pass = { training: true, noise: new RandomStream('noise') };
    tf.tidy(() =>
      noGrad(() => {
        const seen = warper.see(images, pass);
        const draw = (strength: number) =>
          warper.plan(seen, tf.mul(warper.drawNoise(seen, pass), strength) as tf.Tensor2D, pass);
        // Strong noise and strong weights reach the bounds.
        warper.last.weight.assign(tf.keep(tf.mul(warper.last.weight.value, 1e4)));
        const warps = [draw(1), draw(1)] as const;
        expect(numbers(warps[0].bend)).not.toEqual(numbers(warps[1].bend));
        const bends = warps.flatMap(({ bend }) => numbers(bend).map(Math.abs));
        expect(Math.max(...bends)).toBeCloseTo(0.1, 5);
        for (const [a, b, right, c, d, down] of warps.flatMap(({ affine }) => affine.arraySync()) as [
          ...[number, number, number],
          ...[number, number, number],
        ][]) {
          expect([d, c]).toEqual([a, -b]);
          expect(Math.abs(Math.hypot(a, b) - 1)).toBeLessThan(0.1501);
          expect(Math.abs(Math.atan2(c, a))).toBeLessThan(Math.PI / 16 + 1e-4);
          expect(Math.max(Math.abs(right), Math.abs(down))).toBeLessThan(0.2001);
        }
        const squares = (x: tf.Tensor): number => numbers(tf.mean(tf.square(x)))[0] ?? NaN;
        const [drawn, strong] = [1, 100].map((times) =>
          squares(warper.drawNoise(tf.mul(seen, times) as tf.Tensor2D, pass)),
        );
        expect(Math.sqrt((strong ?? NaN) / (drawn ?? NaN)) / 100).toBeCloseTo(1, 0);
      }),
    );
  });

  it('turns, moves and enlarges by its affine map', () => {
    const side = 16;
    const images = noise([1, side, side, 1]) as tf.Tensor4D;
    const bend = tf.zeros([1, 9, 2]) as tf.Tensor3D;
    const shift = tf.tensor2d([[1, 0, 2 / side, 0, 1, 0]]);
    const moved = numbers(warper.apply(images, { bend, affine: shift }));
    const flat = numbers(images);
    // What was one pixel to the right is here; the last column goes on.
    const expected = flat.map((_, i) => flat[i % side === side - 1 ? i : i + 1] as number);
    moved.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 3));
  });
});
