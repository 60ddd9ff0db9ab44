import type { DataConfig } from '@jiagu/config';
import { BatchLoader, type Dataset } from '@jiagu/data';
import { crossEntropy } from '@jiagu/losses';
import type { Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { Adam, CompiledStep, type SourceBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { invertShare } from './invert-share.js';
import { update } from './update.js';

/** Steps between lines of progress. */
const TOLD = 250;

/** Networks that learn to tell the classes of the source apart before the training of a method begins. */
export interface Pretraining {
  /** for the log */
  readonly name: string;
  readonly modules: Readonly<Record<string, Module>>;
  /** class scores [N, classes] of images [N, H, W, channels] in [-1, 1], in training */
  logits(images: tf.Tensor4D): tf.Tensor2D;
  readonly steps: number;
  readonly rate: number;
  readonly batchSize: number;
  /** share of the images that are seen with dark and light swapped */
  readonly polarity: number;
}

/** Trains the networks on strong views of a labelled data set, with Adam. */
export async function pretrainClassifier(
  { name, modules, logits, steps, rate, batchSize, polarity }: Pretraining,
  { imageSize, channels, augmentation }: DataConfig,
  dataset: Dataset,
  random: RandomStreams,
  log: (line: string) => void,
): Promise<void> {
  const parameters = Object.values(modules).flatMap((module) => module.parameters());
  const optimizer = new Adam(parameters, { beta1: 0.9, beta2: 0.999 });
  const loader = new BatchLoader({
    dataset,
    views: { strong: augmentation.source.strong },
    imageSize,
    order: random.stream('data.source'),
    augment: random.stream('augment.source'),
    batchSize: () => Math.min(batchSize, dataset.length),
  });
  const compiled = new CompiledStep<SourceBatch>(
    {
      modules,
      optimizers: { optimizer },
      trainStep: ({ source }) =>
        update([[optimizer, () => rate]], () => ({
          total: crossEntropy(logits(invertShare(source.strong, polarity)), source.labels),
        })),
    },
    log,
  );
  for (let step = 0; step < steps; step++) {
    const { views, labels, size } = await loader.next();
    const { total } = tf.tidy(() => {
      const strong = tf.tensor4d(views.strong, [size, imageSize, imageSize, channels]);
      return compiled.run(name, {
        source: { weak: strong, strong, labels: tf.tensor1d(labels, 'int32') },
      });
    });
    if ((step + 1) % TOLD === 0)
      log(`${name}: step ${step + 1} of ${steps}, loss ${(total?.dataSync()[0] ?? NaN).toFixed(3)}`);
    total?.dispose();
  }
  loader.close();
  compiled.dispose();
  optimizer.dispose();
}
