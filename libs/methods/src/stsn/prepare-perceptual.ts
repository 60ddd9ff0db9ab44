import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Classifier } from '@jiagu/classifier';
import type { RunConfig, StsnConfig } from '@jiagu/config';
import { BatchLoader, bothDomains, type Dataset } from '@jiagu/data';
import { crossEntropy } from '@jiagu/losses';
import { globalAveragePool } from '@jiagu/nn';
import type { PerceptualNetwork } from '@jiagu/perceptual';
import { RandomStreams } from '@jiagu/random';
import {
  Adam,
  CompiledStep,
  readStateDict,
  writeStateDict,
  type InitialWeights,
  type SourceBatch,
} from '@jiagu/training';
import { invertShare } from '../invert-share.js';
import { loadPretrained } from '../load-pretrained.js';
import { update } from '../update.js';

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
  const { imageSize, channels, augmentation } = data;
  const head = new Classifier(phi.outputs, data.classes, random.stream('init'));
  const optimizer = new Adam([...phi.parameters(), ...head.parameters()], { beta1: 0.9, beta2: 0.999 });
  const loader = new BatchLoader({
    dataset,
    views: { strong: augmentation.source.strong },
    imageSize,
    order: random.stream('data.source'),
    augment: random.stream('augment.source'),
    batchSize: () => Math.min(pretraining.batchSize, dataset.length),
  });
  const compiled = new CompiledStep<SourceBatch>(
    {
      modules: { phi, head },
      optimizers: { optimizer },
      trainStep: ({ source }) =>
        update([[optimizer, () => pretraining.rate]], () => {
          const [, , , , last] = phi.forward(invertShare(source.strong, polarity));
          return { total: crossEntropy(head.forward(globalAveragePool(last)), source.labels) };
        }),
    },
    log,
  );
  for (let step = 0; step < steps; step++) {
    const { views, labels, size } = await loader.next();
    const { total } = tf.tidy(() => {
      const strong = tf.tensor4d(views.strong, [size, imageSize, imageSize, channels]);
      return compiled.run('perceptual', {
        source: { weak: strong, strong, labels: tf.tensor1d(labels, 'int32') },
      });
    });
    if ((step + 1) % 250 === 0)
      log(
        `perceptual network: step ${step + 1} of ${steps}, loss ${(total?.dataSync()[0] ?? NaN).toFixed(3)}`,
      );
    total?.dispose();
  }
  loader.close();
  compiled.dispose();
  head.dispose();
  optimizer.dispose();
}

/** Adds the name, the labels, the parts of a mixture and the prepared pixels of a data set to the digest. */
async function digestOf(dataset: Dataset, digest: ReturnType<typeof createHash>): Promise<void> {
  const mixed = (dataset.mixture ?? []).map(({ images, share }) => [images, share]);
  digest.update(JSON.stringify([dataset.name, Array.from(dataset.labels), ...mixed]));
  for (let i = 0; i < dataset.length; i++) digest.update((await dataset.read(i)).data);
}
