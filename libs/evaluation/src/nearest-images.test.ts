import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { memoryDataset } from './memory-dataset.js';
import { nearestImages } from './nearest-images.js';

beforeAll(() => startEngine());

it('finds the image whose pixels differ least, in whatever batch it is', async () => {
  const greys = [0, 51, 102, 153, 255];
  const dataset = memoryDataset(
    greys.map((grey) => [grey, grey, grey, 255]),
    greys.map(() => 0),
  );
  // Bytes 153 and 0 are 0.2 and -1; the first image differs from the fourth by 0.1 in three of four pixels.
  const images = tf.tensor4d([0.3, 0.3, 0.3, 1, -1, -1, -1, 1], [2, 2, 2, 1]);
  const before = tf.memory().numTensors;
  const found = await nearestImages(images, dataset, { batchSize: 2, imageSize: 2 });
  expect(found.map(({ index }) => index)).toEqual([3, 0]);
  expect(found[0]?.distance).toBeCloseTo(Math.sqrt((3 * 0.1 ** 2) / 4), 3);
  expect(found[1]?.distance).toBeCloseTo(0, 3);
  expect(tf.memory().numTensors).toBe(before);
  images.dispose();
});
