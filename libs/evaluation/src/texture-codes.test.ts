import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { memoryDataset } from './memory-dataset.js';
import { drawTextureCodes, textureCodes } from './texture-codes.js';

beforeAll(() => startEngine());

/** Mean and covariance by the definition. */
function moments(codes: readonly Float32Array[]) {
  const at = (code: Float32Array, k: number) => code[k] as number;
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = [0, 1, 2].map((k) => average(codes.map((code) => at(code, k))));
  const covariance = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) =>
      average(codes.map((code) => (at(code, i) - (mean[i] ?? NaN)) * (at(code, j) - (mean[j] ?? NaN)))),
    ),
  );
  return { mean, covariance: covariance.flat() };
}

describe('drawTextureCodes', () => {
  it('draws about the same mean, two thirds as widely', () => {
    const stream = new RandomStream('spread');
    const codes = Array.from({ length: 200 }, () => {
      const [a, b] = [stream.normal(), stream.normal()];
      return Float32Array.of(3 + a, a + 0.5 * b, -2 + 2 * b);
    });
    const [given, drawn] = [moments(codes), moments(drawTextureCodes(codes, 20_000, stream))];
    given.mean.forEach((mean, k) => expect(drawn.mean[k]).toBeCloseTo(mean, 1));
    // Of a share t, uniform on 0..1, t^2 + (1 - t)^2 is 2/3 on average.
    given.covariance.forEach((value, k) =>
      expect(Math.abs((drawn.covariance[k] ?? NaN) - (2 / 3) * value)).toBeLessThan(0.1),
    );
  });

  it('stays between the codes that it was given', () => {
    const codes = [Float32Array.of(0, 0, 1), Float32Array.of(2, 4, 1)];
    const drawn = drawTextureCodes(codes, 20, new RandomStream('line'));
    for (const [x = NaN, y, z] of drawn) {
      expect(x > 0 && x < 2).toBe(true);
      expect(y).toBeCloseTo(2 * x, 5);
      expect(z).toBe(1);
    }
    expect(new Set(drawn.map(([x]) => x)).size).toBe(20);
    expect(() => drawTextureCodes(codes.slice(1), 1, new RandomStream('none'))).toThrow(
      /at least two images/,
    );
  });

  it('repeats itself for the same seed only', () => {
    const codes = [Float32Array.of(0, 1, 2), Float32Array.of(2, 4, 1), Float32Array.of(5, 5, 5)];
    const draw = (seed: string) => drawTextureCodes(codes, 3, new RandomStream(seed));
    expect(draw('1')).toEqual(draw('1'));
    expect(draw('1')).not.toEqual(draw('2'));
  });
});

it('textureCodes gives the code of each of the drawn images', async () => {
  const dataset = memoryDataset(
    Array.from({ length: 150 }, (_, i) => [i, i, i, i]),
    new Array<number>(150).fill(0),
  );
  const before = tf.memory().numTensors;
  const codes = await textureCodes(
    {
      encode: (images) => ({ structure: tf.clone(images), texture: tf.mean<tf.Tensor2D>(images, [1, 2]) }),
      decode: (structure) => structure,
    },
    dataset,
    'source',
    { images: 100, imageSize: 2, stream: new RandomStream('codes') },
  );
  expect(tf.memory().numTensors).toBe(before);
  const greys = codes.map(([code]) => Math.round(((code ?? NaN) + 1) * 127.5));
  expect(new Set(greys).size).toBe(100);
  expect(greys.every((grey) => grey >= 0 && grey < 150)).toBe(true);
});
