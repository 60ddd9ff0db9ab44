import { configSchema, type RunConfig } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import type { UnpairedBatch } from '../unpaired-batch.js';

/** Side of the images. */
export const side = 16;
/** Number of classes. */
export const classes = 4;
/** Images of each domain in a batch. */
export const count = 3;

/** Networks as small as can be. */
export const tiny = {
  translator: { body: 'resnet', width: 2, blocks: 1 },
  critic: { body: 'patch', width: 2, layers: 1 },
};

/** A configuration of a method that translates small images. */
export function translationConfig(method: object, steps = 10): RunConfig {
  const part = { train: 'none', test: 'none' };
  return configSchema.parse({
    name: 'translation',
    data: { source: part, target: part, classes, channels: 1, imageSize: side },
    model: { width: 4, stem: { kernel: 3 } },
    method: { ...tiny, ...method },
    training: { steps, batchSize: count },
  });
}

/** A batch of noise, with classes of the source. */
export function noiseBatch(seed: string): Required<UnpairedBatch> {
  const random = new RandomStream(seed);
  const images = (): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: count * side ** 2 }, () => random.uniform(-1, 1)),
      [count, side, side, 1],
    );
  const [source, target] = [images(), images()];
  const labels = tf.tensor1d(
    Array.from({ length: count }, () => random.integer(classes)),
    'int32',
  );
  return { source: { weak: source, strong: source, labels }, target: { weak: target, strong: target } };
}
