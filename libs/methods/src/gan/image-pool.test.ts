import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImagePool } from './image-pool.js';

beforeAll(() => startEngine());

const batch = 4;

/** Images of one number each. */
const images = (first: number): tf.Tensor4D =>
  tf.reshape(tf.range(first, first + batch), [batch, 1, 1, 1]) as tf.Tensor4D;
const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

/** What the critic sees in each step, two updates of a batch each. */
function run(pool: ImagePool, steps: number, from = 0): number[][] {
  return Array.from({ length: steps }, (_, step) => {
    pool.begin();
    return [0, 1].flatMap((update) =>
      tf.tidy(() => numbers(pool.exchange(images(((from + step) * 2 + update) * batch), update))),
    );
  });
}

describe('ImagePool', () => {
  it('lets the first images through, then exchanges half of them, each by itself', () => {
    const size = 10;
    const pool = new ImagePool(size, [1, 1, 1], new RandomStream('pool'));
    const seen = run(pool, 200).flat();
    const shown = Array.from({ length: seen.length }, (_, i) => i);
    expect(seen.slice(0, size)).toEqual(shown.slice(0, size));
    const later = seen.slice(size);
    const old = later.filter((value, i) => value !== size + i).length;
    // Half of 1590, give or take four standard errors.
    expect(Math.abs(old / later.length - 0.5)).toBeLessThan(0.05);
    // From there on none is seen twice, or before it was drawn; those that are not seen lie in the pool.
    expect(new Set(later).size).toBe(later.length);
    seen.forEach((value, i) => expect(value).toBeLessThanOrEqual(i));
    const kept = numbers(pool.images.value);
    expect(kept.filter((value) => later.includes(value))).toEqual([]);
    expect(new Set([...seen, ...kept])).toEqual(new Set(shown));
    // Every place of the pool is exchanged: none keeps one of the first images.
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(size);
    pool.dispose();
  });

  it('goes on from a state dict as if nothing had happened', () => {
    const random = new RandomStream('pool');
    const pool = new ImagePool(10, [1, 1, 1], random);
    run(pool, 1);
    const [state, stream] = [pool.stateDict(), random.state()];
    const expected = run(pool, 3, 1);
    const other = new RandomStream('other');
    const resumed = new ImagePool(10, [1, 1, 1], other);
    resumed.loadStateDict(state);
    other.restore(stream);
    expect(run(resumed, 3, 1)).toEqual(expected);
    for (const each of [pool, resumed]) each.dispose();
  });
});
