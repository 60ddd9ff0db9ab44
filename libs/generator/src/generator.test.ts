import * as tf from '@tensorflow/tfjs-core';
import { generatorSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { GradientTape } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGenerator } from './build-generator.js';
import type { GeneratorNetwork } from './generator-network.js';
import type { NetworkSizes } from './network-sizes.js';

beforeAll(() => startEngine());

const build = (config: object, sizes: Partial<NetworkSizes> = {}): GeneratorNetwork =>
  buildGenerator(
    generatorSchema.parse(config),
    { classes: 3, channels: 1, imageSize: 8, ...sizes },
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

const style = { body: 'style', width: 4, base: 64, latent: 5, mapping: { layers: 2, width: 6 } };
const small: object[] = [
  { body: 'mlp', hidden: [5, 6], latent: 4 },
  { body: 'mlp', hidden: [5], latent: 4, condition: 'concat' },
  { body: 'dcgan', width: 2, latent: 4 },
  { body: 'dcgan', width: 2, latent: 4, condition: 'concat' },
  { body: 'dcgan', width: 2, latent: 4, condition: 'batch-norm' },
  { body: 'resnet', width: 2, latent: 4 },
  { body: 'resnet', width: 2, doubling: true, latent: 4, condition: 'concat' },
  { body: 'resnet', width: 2, latent: 4, condition: 'batch-norm' },
  { ...style, injection: 'adain' },
  { ...style, injection: 'adain', blur: false, condition: 'style' },
  { ...style, growing: true },
  { ...style, blur: false, noise: false, condition: 'style' },
];

describe.each(small)('%o', (config) => {
  it('draws images of the wanted size, by the wanted class, within its range', () => {
    const network = build(config);
    tf.tidy(() => {
      const noise = normal([3, network.latent], 1) as tf.Tensor2D;
      const labels = labelsFor(network, 3);
      const images = network.forward(noise, labels, { training: true });
      expect(images.shape).toEqual([3, 8, 8, 1]);
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
    const [labels, weights] = [labelsFor(network, 3), normal([3, 8, 8, 1], 2)];
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
      { classes: 3, channels: 1, imageSize: 8 },
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

/** Training passes move what evaluation takes. */
it.each([
  { body: 'dcgan', width: 2, latent: 4 },
  { body: 'dcgan', width: 2, latent: 4, condition: 'batch-norm' },
  { body: 'resnet', width: 2, latent: 4, condition: 'batch-norm' },
])('%o: evaluation takes running statistics, which its copy has too', (config) => {
  const network = build(config);
  tf.tidy(() => {
    const noise = normal([3, 4], 1) as tf.Tensor2D;
    const labels = labelsFor(network, 3);
    const draw = () => network.forward(noise, labels, { training: false }).arraySync();
    const fresh = draw();
    network.forward(noise, labels, { training: true });
    const moved = draw();
    expect(moved).not.toEqual(fresh);
    expect(draw()).toEqual(moved);
    const copy = build(config);
    copy.copyFrom(network);
    expect(copy.forward(noise, labels, { training: false }).arraySync()).toEqual(moved);
    copy.dispose();
  });
  network.dispose();
});

it.each([
  { body: 'mlp', hidden: [5], latent: 4, condition: 'concat' },
  { body: 'resnet', width: 2, latent: 4, condition: 'batch-norm' },
  { ...style, condition: 'style' },
])('%o: class i becomes what class order[i] was', (config) => {
  const network = build(config);
  tf.tidy(() => {
    const noise = normal([3, network.latent], 1) as tf.Tensor2D;
    const draw = (labels: number[]) =>
      network.forward(noise, tf.tensor1d(labels, 'int32'), { training: false }).arraySync();
    const before = draw([2, 0, 1]);
    network.renumberClasses([2, 0, 1]);
    expect(draw([0, 1, 2])).toEqual(before);
  });
  network.dispose();
});

describe('a style body', () => {
  it.each(['adain', 'modulated'] as const)('%s: draws fresh noise in training alone', (injection) => {
    const network = build({ ...style, injection });
    for (const [name, parameter] of network.namedParameters())
      if (name.endsWith('strength')) parameter.assign(tf.onesLike(parameter.value));
    tf.tidy(() => {
      const noise = tf.tile(normal([1, 5], 1), [2, 1]) as tf.Tensor2D;
      const draw = (training: boolean) => network.forward(noise, null, { training }).arraySync();
      const [first, second] = draw(true);
      expect(first).not.toEqual(second);
      expect(draw(true)[0]).not.toEqual(first);
      const [fixed, same] = draw(false);
      expect(fixed).toEqual(same);
      expect(draw(false)[0]).toEqual(fixed);
    });
    network.dispose();
  });

  it.each([
    ['adain', true],
    ['modulated', true],
    ['modulated', false],
  ] as const)(
    '%s, blur %s: begins a size as the smaller one enlarged, exactly, and ends as itself',
    (injection, blur) => {
      const network = build({ ...style, injection, blur, growing: true }, { imageSize: 16 });
      tf.tidy(() => {
        const noise = normal([2, 5], 1) as tf.Tensor2D;
        const draw = (size: number, alpha: number | tf.Scalar): tf.Tensor4D =>
          network.forward(noise, null, { training: false, growth: { size, alpha } });
        for (const size of [8, 16]) {
          const smaller = draw(size / 2, 1);
          // AdaIN's bodies repeat pixels, whatever the blur in their layers.
          const smooth = injection === 'modulated' && blur;
          const enlarged = smooth ? smoothly(smaller) : repeated(smaller);
          expect(draw(size, 0).shape).toEqual([2, size, size, 1]);
          expectClose(draw(size, 0), fromTensor(tf.tensor(enlarged)));
          if (!smooth) expect(draw(size, 0).arraySync()).toEqual(enlarged);
          expect(draw(size, tf.scalar(0)).arraySync()).toEqual(draw(size, 0).arraySync());
          const [none, half, all] = [0, 0.5, 1].map((alpha) => draw(size, alpha));
          expectClose(
            half as tf.Tensor,
            fromTensor(tf.mul(tf.add(none as tf.Tensor, all as tf.Tensor), 0.5)),
          );
          expect(all?.arraySync()).not.toEqual(none?.arraySync());
        }
        const full = network.forward(noise, null, { training: false });
        expect(draw(16, 1).arraySync()).toEqual(full.arraySync());
      });
      network.dispose();
    },
  );

  it('refuses to grow where it is not built for it, or to a size that it has not', () => {
    const [fixed, growing] = [build(style), build({ ...style, growing: true }, { imageSize: 16 })];
    const grow = (network: GeneratorNetwork, size: number) => () =>
      network.forward(tf.zeros([1, network.latent]), null, { training: true, growth: { size, alpha: 1 } });
    expect(grow(fixed, 8)).toThrow('method.generator.growing: true');
    expect(grow(growing, 32)).toThrow("sizes 4, 8, 16 can't draw images of 32 pixels");
    const mlp = build({ body: 'mlp', hidden: [2] });
    expect(grow(mlp, 8)).toThrow('a mlp body does not grow');
    for (const network of [fixed, growing, mlp]) network.dispose();
  });
});

describe('what is refused', () => {
  it('sizes that the body can not draw, and conditions without classes', () => {
    expect(() => build({ body: 'dcgan' }, { imageSize: 48 })).toThrow(
      'method.generator.body dcgan works with sides that are 4 pixels doubled: set data.imageSize to one of 8, 16, 32, 64, 128, 256 instead of 48',
    );
    expect(() => build({ body: 'mlp', condition: 'concat' }, { classes: 0 })).toThrow(
      'method.generator.condition concat needs classes',
    );
  });

  it('labels without a condition, and a condition without labels', () => {
    const [plain, conditional] = [
      build({ body: 'mlp', hidden: [2] }),
      build({ body: 'dcgan', width: 1, condition: 'batch-norm' }),
    ];
    const pass = { training: true };
    expect(() => plain.forward(tf.zeros([1, 100]), tf.tensor1d([0], 'int32'), pass)).toThrow(
      'without a condition',
    );
    expect(() => conditional.forward(tf.zeros([1, 100]), null, pass)).toThrow(
      'needs a label for every image',
    );
    plain.dispose();
    conditional.dispose();
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

  it.each([
    // linear 128 4096 + 4096; three blocks of 2 BN (512), 2 (9 256 256 + 256) and 256 256 + 256; BN 512; 9 256 3 + 3
    [{ body: 'resnet' }, 32, 528_384 + 3 * (1_024 + 1_180_160 + 65_792) + 512 + 6_915],
    // linear 128 16384 + 16384; blocks 1024-512-256-128-64; BN 128; 9 64 3 + 3
    [
      { body: 'resnet', width: 64, doubling: true },
      64,
      2_113_536 + upBlock(1024, 512) + upBlock(512, 256) + upBlock(256, 128) + upBlock(128, 64) + 128 + 1_731,
    ],
  ])("SNGAN's %o at %i px", (config, imageSize, count) => {
    const network = build(config, { channels: 3, imageSize });
    expect(parameterCount(network)).toBe(count);
    network.dispose();
  });

  it.each(['adain', 'modulated'] as const)('StyleGAN at 64 px, %s', (injection) => {
    const network = build({ body: 'style', injection }, { channels: 3, imageSize: 64 });
    const modulated = injection === 'modulated';
    const affine = (output: number): number => 512 * output + output;
    // Filters and bias, strength of the noise, affine.
    const layer = (input: number, output: number): number =>
      9 * input * output + output + (modulated ? 1 + affine(input) : output + affine(2 * output));
    const toPixels = (input: number): number => 3 * input + 3 + (modulated ? affine(input) : 0);
    const first = modulated ? 0 : 512 + affine(1024);
    const pixels = modulated ? 4 * toPixels(512) + toPixels(256) : toPixels(256);
    expect(parameterCount(network)).toBe(
      8 * affine(512) + 16 * 512 + first + 7 * layer(512, 512) + layer(512, 256) + layer(256, 256) + pixels,
    );
    network.dispose();
  });

  it.each([
    { body: 'dcgan', width: 8 },
    { body: 'resnet', width: 8, doubling: true },
    { body: 'style', width: 64, base: 2048 },
  ])('%o draws 256 px', (config) => {
    const network = build(config, { channels: 3, imageSize: 256 });
    tf.tidy(() => {
      const noise = tf.zeros<tf.Rank.R2>([1, network.latent]);
      expect(network.forward(noise, null, { training: false }).shape).toEqual([1, 256, 256, 3]);
    });
    network.dispose();
  });
});

/** Parameters of SNGAN's block: batch norms, 3 x 3 and 1 x 1 convolutions with biases. */
function upBlock(input: number, output: number): number {
  return 2 * (input + output) + 9 * output * (input + output) + 2 * output + input * output + output;
}

/** Every pixel four times. */
function repeated(images: tf.Tensor4D): number[][][][] {
  const twice = <T>(list: T[]): T[] => list.flatMap((each) => [each, each]);
  return images.arraySync().map((rows) => twice(rows.map((row) => twice(row))));
}

/** 3/4 of the nearest and 1/4 of the next pixel along each axis, at the edge the nearest. */
function smoothly(images: tf.Tensor4D): number[][][][] {
  const [, height, width] = images.shape;
  const values = images.arraySync();
  const near = (i: number, length: number): [number, number] => {
    const at = Math.floor(i / 2);
    return [at, Math.min(Math.max(i % 2 === 0 ? at - 1 : at + 1, 0), length - 1)];
  };
  return values.map((image) =>
    Array.from({ length: 2 * height }, (_row, y) =>
      Array.from({ length: 2 * width }, (_column, x) => {
        const [[y0, y1], [x0, x1]] = [near(y, height), near(x, width)];
        const at = (row: number, column: number): number => image[row]?.[column]?.[0] ?? NaN;
        return [(9 * at(y0, x0) + 3 * at(y0, x1) + 3 * at(y1, x0) + at(y1, x1)) / 16];
      }),
    ),
  );
}
