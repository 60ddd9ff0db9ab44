import * as tf from '@tensorflow/tfjs-core';
import { configSchema, type RunConfig } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import type { AdaptationBatch } from '@jiagu/training';

const [count, classes] = [16, 8];

/** A configuration of small networks on images of this side. */
export function smallConfig(method: object, size = 32): RunConfig {
  return configSchema.parse({
    name: 'overfit',
    data: {
      source: { train: 'none', test: 'none' },
      target: { train: 'none', test: 'none' },
      classes,
      channels: 1,
      imageSize: size,
    },
    model: { width: 8, stem: { kernel: 5, maxPool: false }, lastStageStride: 1 },
    method,
    training: { steps: 1000, batchSize: count },
  });
}

/** A batch of noise, which can only be memorised. */
export function noiseBatch(seed: string, size = 32): AdaptationBatch {
  const random = new RandomStream(seed);
  const images = (): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: count * size * size }, () => random.uniform(-1, 1)),
      [count, size, size, 1],
    );
  const [source, target] = [images(), images()];
  const labels = tf.tensor1d(
    Array.from({ length: count }, (_, i) => i % classes),
    'int32',
  );
  return { source: { weak: source, strong: source, labels }, target: { weak: target, strong: target } };
}

/** A small STSN with every loss from the first step. */
export const smallStsn = {
  name: 'stsn',
  privateEncoder: { width: 8, stages: 3 },
  decoder: { width: 16, minimumWidth: 8, pixelShuffle: true },
  imageDiscriminator: { width: 8 },
  featureDiscriminator: { hidden: 32 },
  perceptual: { weights: 'source', depth: 'vgg-small', width: 4 },
  weights: { feature: 0.1, pixelL1: 1, pixelMse: 1 },
  optimizers: { encoder: { type: 'adam' } },
};

const backbone = { optimizer: { type: 'adam', lr: 3e-3 }, bottleneck: 16 };
const adversarial = { ...backbone, discriminator: { hidden: 16 }, rampSteps: 50 };

/** A small version of every method of backbone and classifier; some with additional losses on the target. */
export const backboneMethods = [
  { name: 'source-only', ...backbone },
  { name: 'dann', ...adversarial, weight: 0.3 },
  {
    name: 'cdan',
    ...adversarial,
    weight: 0.3,
    selfTraining: { threshold: 0.3, mutualInformation: 0.1, classConfusion: 0.1 },
  },
  { name: 'cdan+e', ...adversarial, weight: 0.3 },
  { name: 'mcc', ...backbone },
  { name: 'consistency', ...backbone, selfTraining: { threshold: 0.3 } },
] as const;

/** The methods that adapt in other ways, in small: every loss, every play, some of them combined. */
export const rivals = [
  [
    'dan and afn',
    { name: 'alignment', ...backbone, alignment: [{ loss: 'mean' }, { loss: 'stepwise-norm' }] },
  ],
  [
    'jan, coral and hafn',
    {
      name: 'alignment',
      ...backbone,
      alignment: [{ loss: 'joint-mean' }, { loss: 'correlation' }, { loss: 'hard-norm', radius: 4 }],
    },
  ],
  ['bsp', { name: 'dann', ...adversarial, weight: 0.3, alignment: [{ loss: 'spectral' }] }],
  ['mdd', { name: 'mdd', ...backbone, hidden: 16 }],
  ['mcd', { name: 'mcd', ...backbone, encoderUpdates: 2, selfTraining: { threshold: 0.3 } }],
  [
    'swd',
    {
      name: 'mcd',
      ...backbone,
      encoderUpdates: 1,
      discrepancy: { type: 'sliced-wasserstein', directions: 8 },
    },
  ],
  ['shot', { name: 'shot', ...backbone, warmup: 1, memory: 4 }],
  [
    'adda',
    {
      name: 'adda',
      ...backbone,
      warmup: 1,
      discriminator: { hidden: 16 },
      selfTraining: { threshold: 0.3, distributionAlignment: true },
    },
  ],
] as const;

const [small, fast] = [{ width: 4 }, { lr: 5e-3 }];
const vae = { name: 'vae', latent: 8, encoder: small, decoder: small, optimizer: fast } as const;
const flow = { name: 'flow', ...small, steps: 2, optimizer: fast } as const;

/** A small VAE and flow of each domain, with classes and without. */
export const smallYardsticks = [
  { ...vae, domain: 'target' },
  { ...vae, domain: 'source', conditional: true, reconstruction: 'mse', beta: 0.5 },
  { ...flow, domain: 'target' },
  { ...flow, domain: 'source', conditional: true },
] as const;
