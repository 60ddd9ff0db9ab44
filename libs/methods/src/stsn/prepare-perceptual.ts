import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Classifier } from '@jiagu/classifier';
import type { RunConfig, StsnConfig } from '@jiagu/config';
import { BatchLoader, bothDomains, type Dataset } from '@jiagu/data';
import { globalAveragePool } from '@jiagu/nn';
import type { PerceptualNetwork } from '@jiagu/perceptual';
import { RandomStreams } from '@jiagu/random';
import { readStateDict, writeStateDict, type InitialWeights } from '@jiagu/training';
import { loadPretrained } from '../load-pretrained.js';
import { pretrainClassifier } from '../pretrain-classifier.js';

/** Settings of the small network's own training: they are part of the name of its cached file. */
const pretraining = { rate: 1.5e-3, batchSize: 32, calibrationImages: 100 };

/**
 * Loads the weights of the perceptual network: published ones or, with 'source', its own. Those are trained once to
 * classify strong views of the labelled source, and cached under a digest of settings, initial weights, images and
 * labels.
 * @throws Error naming the file that can't be read or the tensor that does not fit
 */
export async function preparePerceptual(
  phi: PerceptualNetwork,
  config: RunConfig,
  method: StsnConfig,
  weights: InitialWeights,
): Promise<void> {
  const { weights: from } = method.perceptual;
  if (from !== 'source') return loadPretrained(phi, from, weights);
  const { source, target } = bothDomains(weights.domains);
  const { imageSize, channels, augmentation } = config.data;
  const digest = createHash('sha256');
  digest.update(
    JSON.stringify([method.perceptual, pretraining, imageSize, channels, augmentation.source.strong]),
  );
  // The initial weights differ from seed to seed.
  for (const { data } of phi.stateDict().values()) digest.update(data);
  for (const dataset of [source.train, target.train]) await digestOf(dataset, digest);
  const path = join(weights.cache, 'perceptual', `${digest.digest('hex').slice(0, 24)}.safetensors`);
  if (existsSync(path)) {
    weights.log(`perceptual network: found in ${path}`);
    return phi.loadStateDict(readStateDict(path));
  }
  const random = new RandomStreams(0);
  await pretrain(phi, config, method.perceptual, source.train, random, weights.log);
  const both = await Promise.all(
    [source.train, target.train].map((dataset) => {
      const loader = new BatchLoader({
        dataset,
        views: { weak: {} },
        imageSize,
        order: random.stream('calibration'),
        augment: random.stream('augment'),
        batchSize: () => Math.min(pretraining.calibrationImages, dataset.length),
        prefetch: 0,
      });
      return loader.next();
    }),
  );
  const images = tf.tidy(() =>
    tf.concat(both.map(({ views, size }) => tf.tensor4d(views.weak, [size, imageSize, imageSize, channels]))),
  );
  phi.calibrate(images);
  images.dispose();
  await mkdir(join(weights.cache, 'perceptual'), { recursive: true });
  writeStateDict(path, phi.stateDict());
}

async function pretrain(
  phi: PerceptualNetwork,
  { data }: RunConfig,
  { pretrainSteps: steps, polarity }: StsnConfig['perceptual'],
  dataset: Dataset,
  random: RandomStreams,
  log: (line: string) => void,
): Promise<void> {
  const head = new Classifier(phi.outputs, data.classes, random.stream('init'));
  const { rate, batchSize } = pretraining;
  const logits = (images: tf.Tensor4D): tf.Tensor2D => {
    const [, , , , last] = phi.forward(images);
    return head.forward(globalAveragePool(last));
  };
  await pretrainClassifier(
    { name: 'perceptual network', modules: { phi, head }, logits, steps, rate, batchSize, polarity },
    data,
    dataset,
    random,
    log,
  );
  head.dispose();
}

/** Adds what decides the batches to the digest: name, labels, balance, parts of a mixture and prepared pixels. */
async function digestOf(dataset: Dataset, digest: ReturnType<typeof createHash>): Promise<void> {
  const mixed = (dataset.mixture ?? []).map(({ images, share }) => [images, share]);
  digest.update(
    JSON.stringify([dataset.name, Array.from(dataset.labels), dataset.balanced ?? false, ...mixed]),
  );
  for (let i = 0; i < dataset.length; i++) digest.update((await dataset.read(i)).data);
}
