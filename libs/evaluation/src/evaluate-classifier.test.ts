import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '@jiagu/engine';
import { RandomStream } from '@jiagu/random';
import { estimateStatistics } from './estimate-statistics.js';
import { evaluateClassifier } from './evaluate-classifier.js';
import { predictImages } from './predict-images.js';
import { memoryDataset } from './memory-dataset.js';

beforeAll(() => startEngine());

/** Images of one even brightness; the classifier below takes 0 as black, 1 as grey, 2 as white. */
const even = (value: number) => new Array<number>(4).fill(value);
const classify = (images: tf.Tensor4D): tf.Tensor2D =>
  tf.tidy(() => {
    const brightness = tf.reshape(tf.mean(images, [1, 2, 3]), [-1, 1]);
    return tf.mul<tf.Tensor2D>(tf.abs(tf.sub(brightness, tf.tensor2d([[-1, 0, 1]]))), -2);
  });

const options = { batchSize: 2, imageSize: 2 };

describe('evaluateClassifier', () => {
  // Brightness -1, -1, 1, 1 and 0: distances to the three classes are whole numbers.
  const dataset = memoryDataset([even(0), even(0), even(255), even(255), even(127.5)], [0, 1, 2, 0, 1], 4);
  const four = (images: tf.Tensor4D) =>
    tf.tidy(() => tf.concat2d([classify(images), tf.fill([images.shape[0], 1], -100)], 1));

  it('counts by class, by pair and by mistake', async () => {
    const { accuracy, total, perClass, confusion, mistakes } = await evaluateClassifier(
      four,
      dataset,
      options,
    );
    expect([accuracy, total]).toEqual([3 / 5, 5]);
    expect(perClass).toEqual([
      { class: 0, correct: 1, total: 2 },
      { class: 1, correct: 1, total: 2 },
      { class: 2, correct: 1, total: 1 },
      { class: 3, correct: 0, total: 0 },
    ]);
    expect(confusion).toEqual([
      [0, 0, 1],
      [0, 2, 1],
      [1, 0, 1],
      [1, 1, 1],
      [2, 2, 1],
    ]);
    expect(mistakes.map(({ file, label, predicted }) => [file, label, predicted])).toEqual(
      expect.arrayContaining([
        ['image-1.png', 1, 0],
        ['image-3.png', 0, 2],
      ]),
    );
    // At a corner the scores are 0, -2, -4.
    expect(mistakes[0]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2) + Math.exp(-4)), 6);
  });

  it('needs no memory for pairs of classes that do not occur', async () => {
    // The square of this many classes fits into no array.
    const classes = 200_000;
    const many = memoryDataset([even(0), even(255), even(255)], [7, classes - 1, 3], classes);
    // Black is taken for class 7, white for the last.
    const far = (images: tf.Tensor4D) =>
      tf.tidy(() => {
        const white = tf.cast(tf.greater(tf.mean(images, [1, 2, 3]), 0), 'int32');
        const best = tf.add(7, tf.mul(white, classes - 8));
        return tf.oneHot(tf.cast(best, 'int32'), classes) as tf.Tensor2D;
      });
    const { confusion, perClass, accuracy } = await evaluateClassifier(far, many, options);
    expect(accuracy).toBeCloseTo(2 / 3, 12);
    expect(confusion).toEqual([
      [3, classes - 1, 1],
      [7, 7, 1],
      [classes - 1, classes - 1, 1],
    ]);
    expect(perClass).toHaveLength(classes);
    expect(perClass.filter(({ total }) => total > 0)).toEqual([
      { class: 3, correct: 0, total: 1 },
      { class: 7, correct: 1, total: 1 },
      { class: classes - 1, correct: 1, total: 1 },
    ]);
  });

  it('gives the mean cross-entropy in nats', async () => {
    const corner = Math.log(1 + Math.exp(-2) + Math.exp(-4));
    // The middle is 127 of 255 in bytes, so its brightness is -1/255.
    const [low, middle, high] = [-2 * (254 / 255), -2 / 255, -2 * (256 / 255)];
    const centre = Math.log(Math.exp(low) + Math.exp(middle) + Math.exp(high)) - middle;
    const { loss } = await evaluateClassifier(four, dataset, options);
    expect(loss).toBeCloseTo((corner + (corner + 2) + corner + (corner + 4) + centre) / 5, 5);
  });

  it('leaves no tensor behind, names the file of a score that is not finite, refuses another number of classes', async () => {
    const before = tf.memory().numTensors;
    await evaluateClassifier(four, dataset, options);
    await expect(evaluateClassifier(classify, dataset, options)).rejects.toThrow(/4 classes.*3 scores/);
    const broken = (images: tf.Tensor4D) => tf.fill<tf.Rank.R2>([images.shape[0], 4], NaN);
    await expect(evaluateClassifier(broken, dataset, options)).rejects.toThrow(/image-0\.png are not finite/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('predictImages', () => {
  it('ranks the classes with their probabilities', async () => {
    const dataset = memoryDataset([even(255), even(0)], [-1, -1], 3);
    const [white, black] = await predictImages(classify, dataset, { ...options, top: 2 });
    expect(white?.top.map(({ name }) => name)).toEqual(['class-2', 'class-1']);
    expect(black?.top.map(({ class: index }) => index)).toEqual([0, 1]);
    expect((white?.top[0]?.confidence ?? 0) / (white?.top[1]?.confidence ?? 1)).toBeCloseTo(Math.exp(2), 4);
  });
});

describe('estimateStatistics', () => {
  it('shows different images in equal batches, counted from 0', async () => {
    const dataset = memoryDataset(
      Array.from({ length: 23 }, (_, i) => even(i)),
      new Array<number>(23).fill(0),
    );
    const seen: number[][] = [];
    const estimateStatisticsOfBatch = (images: tf.Tensor4D, domain: string, batch: number) => {
      expect([domain, batch]).toEqual(['target', seen.length]);
      seen.push(
        Array.from(tf.tidy(() => tf.mean(images, [1, 2, 3])).dataSync(), (x) => Math.round((x + 1) * 127.5)),
      );
    };
    await estimateStatistics({ estimateStatistics: estimateStatisticsOfBatch }, dataset, 'target', {
      images: 20,
      batchSize: 6,
      imageSize: 2,
      stream: new RandomStream('order'),
    });
    expect(seen.map((batch) => batch.length)).toEqual([7, 7]);
    expect(new Set(seen.flat()).size).toBe(14);
  });
});
