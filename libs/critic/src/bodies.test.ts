import * as tf from '@tensorflow/tfjs-core';
import { criticSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { GradientTape, gradientWithin, pixelNorm } from '@jiagu/nn';
import { expectClose, fromTensor, parameterCount } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AutoencoderCritic } from './bodies/autoencoder.js';
import { buildCritic } from './build-critic.js';
import type { CriticNetwork, Judgement } from './critic-network.js';
import type { CriticSizes } from './critic-sizes.js';
import { zeroCentredPenalty } from './gradient-penalty.js';
import type { LayeredCritic } from './layered-critic.js';
import { MappedProjection } from './projection.js';

beforeAll(async () => {
  await startEngine();
  // Second derivatives that tfjs has not, for the comparison alone: both are linear.
  tf.registerGradient({
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['input'],
    gradFunc: (dy, [input], attributes) => {
      const { filterSize, strides, pad } = attributes as unknown as Record<
        string,
        [number, number] & 'valid'
      >;
      return {
        dy: () => tf.avgPool(dy as tf.Tensor4D, filterSize ?? 1, strides ?? 1, pad ?? 'valid'),
        input: () => tf.zerosLike(input as tf.Tensor),
      };
    },
  });
  tf.registerGradient({
    kernelName: 'ResizeNearestNeighborGrad',
    inputsToSave: ['images'],
    gradFunc: (dy, [images]) => ({
      dy: () => tf.image.resizeNearestNeighbor(dy as tf.Tensor4D, [8, 8]),
      images: () => tf.zerosLike(images as tf.Tensor),
    }),
  });
});

const build = (config: object, sizes: Partial<CriticSizes> = {}, seed = 1): CriticNetwork =>
  buildCritic(
    criticSchema.parse(config),
    { classes: 3, channels: 2, imageSize: 8, ...sizes },
    new RandomStreams(seed),
  );

const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const imagesOf = (count: number, seed: number, size = 8): tf.Tensor4D =>
  normal([count, size, size, 2], seed) as tf.Tensor4D;
const greatest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] ?? NaN;
const labelsFor = ({ classes }: CriticNetwork, count: number): tf.Tensor1D | null =>
  classes > 0
    ? tf.tensor1d(
        Array.from({ length: count }, (_, i) => i % classes),
        'int32',
      )
    : null;

const style = { body: 'style', width: 4, base: 64, mapping: { layers: 2, width: 6 } };

/** Bodies of which every layer has an adjoint. */
const penalisable: object[] = [
  { body: 'mlp', hidden: [6, 5] },
  { body: 'mlp', hidden: [6], norm: 'spectral', condition: 'projection' },
  { body: 'mlp', hidden: [6], condition: 'concat', minibatch: 'discrimination' },
  { body: 'mlp', hidden: [6], condition: 'auxiliary', minibatch: 'stddev' },
  { body: 'dcgan', width: 2, norm: 'none' },
  { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection' },
  { body: 'dcgan', width: 2, norm: 'none', condition: 'concat', minibatch: 'stddev' },
  { body: 'dcgan', width: 2, norm: 'spectral', condition: 'projection', transition: true },
  { body: 'dcgan', width: 2, norm: 'none', condition: 'auxiliary', minibatch: 'discrimination' },
  { body: 'resnet', width: 2, plain: 1 },
  { body: 'resnet', width: 2, doubling: true, norm: 'none', pool: 'mean', condition: 'concat' },
  { body: 'resnet', width: 2, halvings: 1, plain: 1, condition: 'projection', minibatch: 'stddev' },
  { ...style, growing: false },
  { ...style, blur: false, minibatch: 'none', condition: 'projection' },
  { ...style, condition: 'projection', transition: true },
  { ...style, condition: 'auxiliary' },
  { body: 'patch', width: 2, layers: 1 },
  { body: 'patch', width: 2, layers: 1, norm: 'spectral', condition: 'concat' },
  { body: 'autoencoder', width: 2, code: 4, norm: 'none' },
];

describe.each(penalisable)('%o', (config) => {
  it("has the tape's gradient and its derivatives as its adjoint's", () => {
    const critic = build(config);
    const parameters = critic.parameters().map(({ value }) => value);
    tf.tidy(() => {
      const [images, labels] = [imagesOf(5, 3), labelsFor(critic, 5)];
      const judge = (x: tf.Tensor4D): Judgement => critic.judge(x, labels, { training: false });
      const differentiate = (gradientOf: () => tf.Tensor4D): tf.Tensor[] => {
        const tape = new GradientTape();
        const loss = tape.record(() => {
          // What the penalty leaves out gets a gradient of its own.
          const { scores, conditional, classes } = judge(images);
          const all = [scores, conditional, classes].flatMap((x) => (x ? [tf.sum<tf.Scalar>(x)] : []));
          return tf.add<tf.Scalar>(zeroCentredPenalty(gradientOf(), 3), tf.addN(all));
        });
        return [loss, ...tape.gradient(loss, parameters)];
      };
      const byAdjoint = differentiate(() => judge(images).gradient());
      const twice = differentiate(() =>
        gradientWithin((x: tf.Tensor4D) => tf.sum<tf.Scalar>(judge(x).scores), images),
      );
      // A bias before an instance norm has no gradient but rounding: hence the largest of all gradients.
      const largest = Math.max(...twice.map((expected) => greatest(expected)));
      for (const [i, expected] of twice.entries()) {
        const error = greatest(tf.sub(byAdjoint[i] as tf.Tensor, expected));
        expect(error / Math.max(greatest(expected), 1e-3 * largest)).toBeLessThan(1e-4);
      }
    });
    critic.dispose();
  });
});

const mixing = (config: object): boolean =>
  JSON.stringify(config).includes('stddev') ||
  JSON.stringify(config).includes('discrimination') ||
  ((config as { body: string }).body === 'style' && !('minibatch' in config));

describe.each(penalisable.filter((config) => !mixing(config)))('%o', (config) => {
  it("moves an image's score by that image alone", () => {
    const critic = build(config);
    tf.tidy(() => {
      const [one, two, three] = [1, 2, 3].map((seed) => imagesOf(1, seed)) as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
      ];
      const first = (other: tf.Tensor4D): tf.Tensor => {
        const judgement = critic.judge(tf.concat([one, other]), labelsFor(critic, 2), { training: true });
        return tf.slice(judgement.gradient(), 0, 1);
      };
      critic.judge(one, labelsFor(critic, 1), { training: true });
      const state = critic.stateDict();
      const beside = first(two);
      critic.loadStateDict(state);
      expectClose(first(three), fromTensor(beside));
    });
    critic.dispose();
  });
});

const all: object[] = [
  ...penalisable,
  { body: 'mlp', hidden: [6], dropout: 0.4 },
  { body: 'dcgan', width: 2, norm: 'batch', dropout: 0.2 },
  { body: 'patch', width: 2, layers: 1, norm: 'batch' },
  { body: 'autoencoder', width: 2, code: 4, norm: 'batch' },
];

describe.each(all)('%o', (config) => {
  it('is reached by the gradient in every parameter and leaves no tensor behind', () => {
    const critic = build(config);
    const [images, labels] = [imagesOf(5, 3), labelsFor(critic, 5)];
    const before = tf.memory().numTensors;
    const tape = new GradientTape();
    const loss = tape.record(() => {
      const { scores, conditional, classes } = critic.judge(images, labels, { training: true });
      // Not their sum, whose gradient by a scale of batch norm may be 0.
      const all = [scores, conditional, classes].flatMap((x) => (x ? [tf.sum<tf.Scalar>(tf.square(x))] : []));
      return tf.addN(all);
    });
    const gradients = tape.gradient(
      loss,
      critic.parameters().map(({ value }) => value),
    );
    const names = [...critic.namedParameters()].map(([name]) => name);
    expect(names.filter((_, i) => gradients[i]?.dataSync().every((value) => value === 0))).toEqual([]);
    tf.dispose([loss, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    critic.dispose();
  });

  it('judges the same from its state dict', () => {
    const [critic, copy] = [build(config), build(config, {}, 2)];
    tf.tidy(() => {
      const [images, labels] = [imagesOf(5, 3), labelsFor(critic, 5)];
      critic.judge(images, labels, { training: true });
      const judge = (of: CriticNetwork) => of.judge(images, labels, { training: false }).scores.arraySync();
      expect(judge(copy)).not.toEqual(judge(critic));
      copy.loadStateDict(critic.stateDict());
      expect(judge(copy)).toEqual(judge(critic));
    });
    critic.dispose();
    copy.dispose();
  });
});

describe('batch norm', () => {
  it.each([
    { body: 'dcgan', width: 2 },
    { body: 'patch', width: 2, layers: 1, norm: 'batch' },
    { body: 'autoencoder', width: 2 },
  ])('%o: judges, but gives no gradient to penalise', (config) => {
    const critic = build(config, { imageSize: 16 });
    tf.tidy(() => {
      const judgement = critic.judge(imagesOf(2, 1, 16), null, { training: true });
      expect(() => judgement.gradient()).toThrow('set method.critic.norm to none or spectral');
    });
    critic.dispose();
  });
});

describe('dropout', () => {
  it('changes training passes alone, and the gradient by the same mask', () => {
    const critic = build({ body: 'mlp', hidden: [40], dropout: 0.5 });
    tf.tidy(() => {
      const images = imagesOf(2, 1);
      const judge = (training: boolean) => critic.judge(images, null, { training }).scores.arraySync();
      expect(judge(true)).not.toEqual(judge(true));
      expect(judge(false)).toEqual(judge(false));
      const tape = new GradientTape();
      const [sum, byAdjoint] = tape.record(() => {
        const judgement = critic.judge(images, null, { training: true });
        return [tf.sum(judgement.scores), judgement.gradient()];
      }) as [tf.Scalar, tf.Tensor];
      expectClose(byAdjoint, fromTensor(tape.gradient(sum, [images])[0] as tf.Tensor));
    });
    critic.dispose();
  });
});

describe('an auto-encoder', () => {
  it('scores each image by its own error and differentiates through both ends of it', () => {
    const critic = build({ body: 'autoencoder', width: 2, code: 4, norm: 'none' }) as AutoencoderCritic;
    tf.tidy(() => {
      const images = imagesOf(3, 1);
      const { scores, code, gradient } = critic.judge(images, null, { training: true });
      expect(code?.shape).toEqual([3, 4]);
      const energies = (x: tf.Tensor4D): number[] => {
        const drawn = critic.decoder.forward(critic.encoder.forward(x, true), true);
        const [a, b] = [x.dataSync(), drawn.dataSync()];
        return [0, 1, 2].map((image) => {
          let sum = 0;
          for (let i = image * 128; i < (image + 1) * 128; i++)
            sum += ((a[i] as number) - (b[i] as number)) ** 2;
          return sum / 128;
        });
      };
      expectClose(scores, { shape: [3, 1], data: Float64Array.from(energies(images)) });
      // Central differences along a random direction; images alone would give another slope.
      const [direction, step] = [imagesOf(3, 2), 0.01];
      const total = (sign: number): number =>
        energies(tf.add(images, tf.mul(direction, sign * step))).reduce((a, b) => a + b, 0);
      const slope = (total(1) - total(-1)) / (2 * step);
      const found = tf.sum(tf.mul(gradient(), direction)).dataSync()[0] as number;
      expect(found / slope).toBeCloseTo(1, 2);
      const tape = new GradientTape();
      const sum = tape.record(() => tf.sum<tf.Scalar>(critic.judge(images, null, { training: true }).scores));
      expectClose(tape.gradient(sum, [images])[0] as tf.Tensor, fromTensor(gradient()));
    });
    critic.dispose();
  });
});

describe('classes', () => {
  it.each([
    { body: 'mlp', hidden: [6], condition: 'concat' },
    { body: 'resnet', width: 2, plain: 1, condition: 'projection' },
    { ...style, condition: 'projection' },
    { body: 'patch', width: 2, layers: 1, condition: 'concat' },
  ])('%o: the score depends on the class, and class i becomes what order[i] was', (config) => {
    const critic = build(config);
    tf.tidy(() => {
      const images = imagesOf(3, 1);
      const judge = (labels: number[]) =>
        critic.judge(images, tf.tensor1d(labels, 'int32'), { training: false }).scores;
      const before = judge([2, 0, 1]);
      expect(greatest(tf.sub(judge([0, 1, 2]), before))).toBeGreaterThan(1e-3);
      critic.renumberClasses([2, 0, 1]);
      expectClose(judge([0, 1, 2]), fromTensor(before));
    });
    critic.dispose();
  });

  it('a projection adds the inner product with the pooled features, or answers it apart', () => {
    const config = { body: 'mlp', hidden: [6], condition: 'projection' };
    const [together, apart] = [build(config), build({ ...config, transition: true })];
    apart.loadStateDict(together.stateDict());
    tf.tidy(() => {
      const [images, labels] = [imagesOf(3, 1), tf.tensor1d([2, 0, 1], 'int32')];
      const pass = { training: false };
      const [one, two] = [together.judge(images, labels, pass), apart.judge(images, labels, pass)];
      expect(one.conditional).toBeUndefined();
      const conditional = two.conditional as tf.Tensor;
      expectClose(one.scores, fromTensor(tf.add(two.scores, conditional)));
      // The conditional answer has no part in the gradient to penalise.
      const other = apart.judge(images, tf.tensor1d([0, 1, 2], 'int32'), pass);
      expect(other.gradient().arraySync()).toEqual(two.gradient().arraySync());
      const body = (apart as LayeredCritic).body.forward(images, false).arraySync() as number[][];
      const table = apart.stateDict().get('head.projection.embedding.weight');
      expect(table?.shape).toEqual([3, 6]);
      const expected = [2, 0, 1].map((label, n) =>
        (body[n] as number[]).reduce((sum, h, i) => sum + h * (table?.data[label * 6 + i] as number), 0),
      );
      expectClose(conditional, { shape: [3, 1], data: Float64Array.from(expected) });
    });
    together.dispose();
    apart.dispose();
  });

  it("ADA's projection is divided by the root of its length", () => {
    const projection = new MappedProjection(
      3,
      5,
      { layers: 2, width: 4, rate: 0.01 },
      new RandomStreams(1).stream('init'),
    );
    tf.tidy(() => {
      const [features, labels] = [normal([2, 5], 1) as tf.Tensor2D, tf.tensor1d([2, 0], 'int32')];
      const left = projection.linear.forward(features, true).arraySync() as number[][];
      const right = projection.mapping.forward(pixelNorm(projection.embedding.forward(labels))).arraySync();
      const expected = left.map(
        (row, n) => row.reduce((sum, value, i) => sum + value * (right[n]?.[i] as number), 0) / 2,
      );
      expectClose(projection.trace(features, labels, true).y, {
        shape: [2, 1],
        data: Float64Array.from(expected),
      });
    });
    projection.dispose();
  });

  it('an auxiliary classifier guesses all classes, in their order', () => {
    const critic = build({ body: 'resnet', width: 2, condition: 'auxiliary' });
    tf.tidy(() => {
      const guess = () =>
        critic.judge(imagesOf(4, 1), labelsFor(critic, 4), { training: false }).classes as tf.Tensor2D;
      const before = guess();
      expect(before.shape).toEqual([4, 3]);
      critic.renumberClasses([2, 0, 1]);
      expectClose(guess(), fromTensor(tf.gather(before, tf.tensor1d([2, 0, 1], 'int32'), 1)));
    });
    critic.dispose();
  });
});

describe('a growing critic', () => {
  it('begins a size as the smaller one on halved images, exactly, and ends as itself', () => {
    const critic = build({ ...style, growing: true }, { imageSize: 16 });
    tf.tidy(() => {
      const judge = (images: tf.Tensor4D, alpha: number | tf.Scalar): Judgement =>
        critic.judge(images, null, { training: false, growth: { size: images.shape[1], alpha } });
      for (const size of [8, 16]) {
        const images = imagesOf(3, 1, size);
        const halved = tf.avgPool(images, 2, 2, 'valid');
        expect(judge(images, 0).scores.arraySync()).toEqual(judge(halved, 1).scores.arraySync());
        expect(judge(images, 1).scores.arraySync()).not.toEqual(judge(images, 0).scores.arraySync());
        expectClose(judge(images, tf.scalar(1)).scores, fromTensor(judge(images, 1).scores));
        for (const alpha of [0.3, tf.scalar(0.3)]) {
          const direct = tf.grad((x: tf.Tensor) => tf.sum(judge(x as tf.Tensor4D, alpha).scores))(images);
          expectClose(judge(images, alpha).gradient(), fromTensor(direct));
        }
      }
      const images = imagesOf(3, 1, 16);
      const full = critic.judge(images, null, { training: false }).scores;
      expect(judge(images, 1).scores.arraySync()).toEqual(full.arraySync());
      expect(() => judge(imagesOf(1, 1, 32), 1)).toThrow("sizes 4, 8, 16 can't judge images of 32 pixels");
    });
    critic.dispose();
    const fixed = build(style);
    const growth = { size: 8, alpha: 1 };
    expect(() => fixed.judge(imagesOf(1, 1, 8), null, { training: true, growth })).toThrow(
      'method.critic.growing: true',
    );
    fixed.dispose();
  });
});

describe('patches', () => {
  it.each([
    [64, 3, 6],
    [32, 3, 2],
    [16, 2, 2],
  ])(
    '%i px, halved %i times: a side of %i scores, whose sum is differentiated',
    (imageSize, layers, side) => {
      const critic = build({ body: 'patch', width: 1, layers, norm: 'none' }, { imageSize });
      tf.tidy(() => {
        const images = imagesOf(1, 1, imageSize);
        const { scores, gradient } = critic.judge(images, null, { training: true });
        expect(scores.shape).toEqual([1, side, side, 1]);
        const direct = tf.grad((x: tf.Tensor) =>
          tf.sum(critic.judge(x as tf.Tensor4D, null, { training: true }).scores),
        )(images);
        expectClose(gradient(), fromTensor(direct));
      });
      critic.dispose();
    },
  );
});

describe('what is refused', () => {
  it.each([
    [{ body: 'dcgan' }, { imageSize: 48 }, 'set data.imageSize to one of 8, 16'],
    [
      { body: 'resnet', halvings: 5 },
      {},
      'method.critic.halvings 5 are too many for data.imageSize 8: at most 3',
    ],
    [{ body: 'patch' }, {}, 'set data.imageSize to at least 24 instead of 8'],
    [{ body: 'autoencoder' }, { imageSize: 15 }, 'an even number instead of 15'],
    [
      { body: 'mlp', condition: 'projection' },
      { classes: 0 },
      'method.critic.condition projection needs classes',
    ],
    [{ body: 'mlp', transition: true }, {}, 'set method.critic.condition to projection'],
  ])('%o on %o', (config, sizes, message) => {
    expect(() => build(config, sizes)).toThrow(message);
  });

  it('labels without a condition, a condition without labels, and growth', () => {
    const [plain, conditional] = [
      build({ body: 'mlp', hidden: [2] }),
      build({ body: 'mlp', hidden: [2], condition: 'concat' }),
    ];
    const [images, pass] = [tf.zeros<tf.Rank.R4>([1, 8, 8, 2]), { training: true }];
    expect(() => plain.judge(images, tf.tensor1d([0], 'int32'), pass)).toThrow('without a condition');
    expect(() => conditional.judge(images, null, pass)).toThrow('needs a label for every image');
    const growth = { size: 8, alpha: 1 };
    expect(() => plain.judge(images, null, { training: true, growth })).toThrow('a mlp body does not grow');
    plain.dispose();
    conditional.dispose();
  });
});

describe('published sizes', () => {
  it('DCGAN at 64 px', () => {
    const critic = build({ body: 'dcgan' }, { channels: 3, imageSize: 64 });
    // 16 (3 64 + 64 128 + 128 256 + 256 512 + 512) + 2 (128 + 256 + 512)
    expect(parameterCount(critic)).toBe(2_765_568);
    critic.dispose();
  });

  it.each([
    // First 9 3 128 + 128, 9 128 128 + 128, 3 128 + 128; down 2 (147,584) + 128 128 + 128; two of 2 (147,584); 128 + 1
    [{ body: 'resnet' }, 32, 151_680 + 311_680 + 590_336 + 129],
    // First to 64; 64-128-256-512-1024; 1024 + 1
    [
      { body: 'resnet', width: 64, doubling: true, halvings: 5, plain: 0 },
      64,
      1_792 + 36_928 + 256 + down(64, 128) + down(128, 256) + down(256, 512) + down(512, 1024) + 1_025,
    ],
  ])("SNGAN's %o at %i px", (config, imageSize, count) => {
    const critic = build(config, { channels: 3, imageSize });
    expect(parameterCount(critic)).toBe(count);
    critic.dispose();
  });

  it('StyleGAN2 at 64 px', () => {
    const critic = build({ body: 'style' }, { channels: 3, imageSize: 64 });
    const block = (input: number, output: number): number =>
      9 * input * input + input + 9 * input * output + output + input * output;
    expect(parameterCount(critic)).toBe(
      // From pixels 3 256 + 256; 64-32-16-8-4; 3 x 3 with one more channel; 16 512 512 + 512; 512 + 1
      1_024 + block(256, 512) + 3 * block(512, 512) + 9 * 513 * 512 + 512 + 4_194_816 + 513,
    );
    critic.dispose();
  });

  it("CycleGAN's patches: 4 x 4 to 64, 128, 256, 512 and 1 with biases", () => {
    const critic = build({ body: 'patch' }, { channels: 3, imageSize: 64 });
    // 16 (3 64 + 64 128 + 128 256 + 256 512 + 512) + 64 + 128 + 256 + 512 + 1
    expect(parameterCount(critic)).toBe(2_764_737);
    critic.dispose();
  });

  it("EBGAN's auto-encoder and the plain GAN's linear layers", () => {
    const [autoencoder, mlp] = [
      build({ body: 'autoencoder' }, { channels: 1, imageSize: 32 }),
      build({ body: 'mlp' }, { channels: 1, imageSize: 28 }),
    ];
    // 9 64 + 64, 16384 32 + 32, BN 64, 32 16384 + 16384, BN 32768, 9 64 + 1
    expect(parameterCount(autoencoder)).toBe(640 + 524_320 + 64 + 540_672 + 32_768 + 577);
    // 784 512 + 512, 512 256 + 256, 256 + 1
    expect(parameterCount(mlp)).toBe(401_920 + 131_328 + 257);
    autoencoder.dispose();
    mlp.dispose();
  });

  it.each([
    { body: 'dcgan', width: 8 },
    { body: 'resnet', width: 8, doubling: true, halvings: 6, plain: 0 },
    { body: 'style', width: 64, base: 2048 },
  ])('%o judges 256 px', (config) => {
    const critic = build(config, { channels: 3, imageSize: 256 });
    tf.tidy(() => {
      const { scores } = critic.judge(tf.zeros([1, 256, 256, 3]), null, { training: false });
      expect(scores.shape).toEqual([1, 1]);
    });
    critic.dispose();
  });
});

/** Parameters of SNGAN's block: 3 x 3 in-in and in-out, 1 x 1 in-out, with biases. */
function down(input: number, output: number): number {
  return 9 * input * (input + output) + input + output + input * output + output;
}
