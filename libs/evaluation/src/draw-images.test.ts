import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawImages, evenLabels, type DrawOptions } from './draw-images.js';
import type { Generator } from './generator.js';

beforeAll(() => startEngine());

/** Shows its noise, a pixel an entry, in the column of the class. */
const showing = (classes: number): Generator => ({
  latent: 2,
  classes,
  draw: (noise, labels) =>
    tf.tidy(() => {
      const place = labels ? tf.oneHot(tf.cast(labels, 'int32'), classes) : tf.ones([noise.shape[0], 1]);
      return tf.reshape(
        tf.matMul(tf.reshape(noise, [-1, 2, 1]), tf.reshape(place, [noise.shape[0], 1, -1])),
        [-1, 2, Math.max(1, classes), 1],
      ) as tf.Tensor4D;
    }),
});

const drawn = (generator: Generator, options: Omit<DrawOptions, 'stream'>) => {
  const rows: number[] = [];
  for (const { images, start } of drawImages(generator, { ...options, stream: new RandomStream('noise') })) {
    expect(start * 2 * Math.max(1, generator.classes)).toBe(rows.length);
    rows.push(...images.dataSync());
  }
  return rows;
};

describe('drawImages', () => {
  it('gives an image the same noise in batches of any size, and frees them', () => {
    const before = tf.memory().numTensors;
    const labels = evenLabels(7, 0);
    const all = drawn(showing(0), { labels, batchSize: 7 });
    expect(all).toHaveLength(14);
    expect(new Set(all).size).toBeGreaterThan(8);
    expect(drawn(showing(0), { labels, batchSize: 3 })).toEqual(all);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asks for the classes in their order', () => {
    const labels = evenLabels(5, 3);
    expect(Array.from(labels)).toEqual([0, 1, 2, 0, 1]);
    const rows = drawn(showing(3), { labels, batchSize: 2 });
    const columns = Array.from(labels, (_, i) => [0, 1, 2].filter((c) => rows[6 * i + c] !== 0));
    expect(columns).toEqual([[0], [1], [2], [0], [1]]);
  });

  it('keeps images within [-1, 1], and noise within the truncation, drawn again rather than cut', () => {
    const wide = drawn(showing(0), { labels: evenLabels(200, 0), batchSize: 64 });
    expect(Math.max(...wide)).toBe(1);
    const narrow = drawn(showing(0), { labels: evenLabels(200, 0), batchSize: 64, truncation: 0.5 });
    expect(Math.max(...narrow.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(narrow.filter((entry) => Math.abs(entry) === 0.5)).toHaveLength(0);
    // Of N(0, 1) within ±0.5 about half lie within ±0.25.
    const within = narrow.filter((entry) => Math.abs(entry) < 0.25).length / narrow.length;
    expect(Math.abs(within - 0.5154)).toBeLessThan(0.08);
  });
});
