import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { noise } from './noise-batch.js';
import { median, peakMegabytes } from './statistics.js';

interface EvaluationFigures {
  /** images in a batch */
  batch: number;
  imageSize: number;
  /** of every timed batch, in order */
  milliseconds: number[];
  median: number;
  imagesPerSecond: number;
  peakMegabytes: number;
  /** live tensors after the last batch */
  tensors: number;
}

/**
 * Times the class scores of a method with fresh weights on noise, in batches of `training.evaluate.batchSize`.
 * @throws Error when the method has no recogniser
 */
export function benchmarkEvaluation(config: RunConfig, batches: number): EvaluationFigures {
  const { batchSize } = config.training.evaluate;
  const method = buildMethod(config, new RandomStreams(config.seed));
  const { recogniser } = method;
  if (!recogniser) throw new Error(`the method ${config.method.name} does not tell classes apart`);
  const images = noise(config, batchSize, 'evaluation');
  const milliseconds: number[] = [];
  // The first batch warms up.
  for (let k = -1; k < batches; k++) {
    const started = performance.now();
    const scores = recogniser.logits(images, 'target');
    scores.dataSync();
    scores.dispose();
    if (k >= 0) milliseconds.push(performance.now() - started);
  }
  const middle = median(milliseconds);
  const figures = {
    batch: batchSize,
    imageSize: config.data.imageSize,
    milliseconds,
    median: middle,
    imagesPerSecond: (batchSize * 1000) / middle,
    peakMegabytes: peakMegabytes(),
    tensors: tf.memory().numTensors,
  };
  images.dispose();
  disposeMethod(method);
  return figures;
}
