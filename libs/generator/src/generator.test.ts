import * as tf from '@tensorflow/tfjs-core';
import { generatorSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { GradientTape } from '@jiagu/nn';
import { parameterCount } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGenerator } from './build-generator.js';
import type { GeneratorNetwork } from './generator-network.js';
import type { NetworkSizes } from './network-sizes.js';

beforeAll(() => startEngine());

const build = (config: object, sizes: Partial<NetworkSizes> = {}): GeneratorNetwork =>
  buildGenerator(
    generatorSchema.parse(config),
    { classes: 3, channels: 1, imageSize: 16, ...sizes },
    new RandomStreams(1),
  );

const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const labelsFor = ({ classes }: GeneratorNetwork, count: number): tf.Tensor1D | null =>
  classes > 0
    ? tf.tensor1d(
        Array.from({ length: count }, (_, i) => i % classes),
        'int32',
      )
    : null;
const shapes = (network: GeneratorNetwork): [string, number[]][] =>
  [...network.namedState()].map(([name, { torchShape }]) => [name, torchShape]);

const small: object[] = [
  { body: 'mlp', hidden: [5, 6], latent: 4 },
  { body: 'mlp', hidden: [5], latent: 4, condition: 'concat' },
  { body: 'dcgan', width: 2, latent: 4 },
  { body: 'dcgan', width: 2, latent: 4, condition: 'concat' },
  { body: 'dcgan', width: 2, latent: 4, condition: 'batch-norm' },
];

describe.each(small)('%o', (config) => {
  it('draws images of the wanted size, by the wanted class, within its range', () => {
    const network = build(config);
    tf.tidy(() => {
      const noise = normal([3, network.latent], 1) as tf.Tensor2D;
      const labels = labelsFor(network, 3);
      const images = network.forward(noise, labels, { training: true });
      expect(images.shape).toEqual([3, 16, 16, 1]);
      const values = images.dataSync();
      expect(values.every(Number.isFinite)).toBe(true);
      if ((config as { body: string }).body !== 'style') expect(Math.max(...values)).toBeLessThanOrEqual(1);
      if (!labels) return;
      const other = network.forward(noise, tf.tensor1d([1, 1, 2], 'int32'), { training: false });
      const [a, b] = [network.forward(noise, labels, { training: false }), other].map((x) => x.arraySync());
      expect(a?.[0]).not.toEqual(b?.[0]);
      expect(a?.[1]).toEqual(b?.[1]);
    });
    network.dispose();
  });

  it('is reached by the gradient in every parameter and leaves no tensor behind', () => {
    const network = build(config);
    const noise = normal([3, network.latent], 1) as tf.Tensor2D;
    const [labels, weights] = [labelsFor(network, 3), normal([3, 16, 16, 1], 2)];
    const before = tf.memory().numTensors;
    const tape = new GradientTape();
    const loss = tape.record(() =>
      tf.sum<tf.Scalar>(tf.mul(network.forward(noise, labels, { training: true }), weights)),
    );
    const gradients = tape.gradient(
      loss,
      network.parameters().map(({ value }) => value),
    );
    const names = [...network.namedParameters()].map(([name]) => name);
    const still = names.filter((_, i) => gradients[i]?.dataSync().every((value) => value === 0));
    expect(still).toEqual([]);
    tf.dispose([loss, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  it('draws the same from its state dict, running statistics and noise included', () => {
    const network = build(config);
    const copy = buildGenerator(
      generatorSchema.parse(config),
      { classes: 3, channels: 1, imageSize: 16 },
      new RandomStreams(2),
    );
    tf.tidy(() => {
      const noise = normal([3, network.latent], 1) as tf.Tensor2D;
      const labels = labelsFor(network, 3);
      network.forward(noise, labels, { training: true });
      const draw = (of: GeneratorNetwork) => of.forward(noise, labels, { training: false }).arraySync();
      expect(draw(copy)).not.toEqual(draw(network));
      copy.loadStateDict(network.stateDict());
      expect(draw(copy)).toEqual(draw(network));
    });
    network.dispose();
    copy.dispose();
  });
});

describe('published sizes', () => {
  it('DCGAN at 64 px', () => {
    const network = build({ body: 'dcgan' }, { channels: 3, imageSize: 64 });
    expect(shapes(network).filter(([name]) => name.startsWith('convolutions'))).toEqual([
      ['convolutions.0.weight', [100, 512, 4, 4]],
      ['convolutions.1.weight', [512, 256, 4, 4]],
      ['convolutions.2.weight', [256, 128, 4, 4]],
      ['convolutions.3.weight', [128, 64, 4, 4]],
      ['convolutions.4.weight', [64, 3, 4, 4]],
    ]);
    // 16 (100 512 + 512 256 + 256 128 + 128 64 + 64 3) + 2 (512 + 256 + 128 + 64)
    expect(parameterCount(network)).toBe(3_576_704);
    network.dispose();
  });

  it("the plain GAN's linear layers", () => {
    const network = build({ body: 'mlp' }, { imageSize: 28 });
    // 100 256 + 256, 256 512 + 512, 512 784 + 784
    expect(parameterCount(network)).toBe(25_856 + 131_584 + 402_192);
    network.dispose();
  });
});
