import * as tf from '@tensorflow/tfjs-core';
import { criticSchema } from '@jiagu/config';
import { GradientTape, gradientWithin } from '@jiagu/nn';
import { expectClose, fromTensor } from '@jiagu/nn/testing';
import { RandomStreams } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCritic } from '../build-critic.js';
import type { CriticNetwork, Judgement } from '../critic-network.js';
import type { CriticSizes } from '../critic-sizes.js';
import { zeroCentredPenalty } from '../gradient-penalty.js';

/** A critic of small images, 8 x 8 x 2, of 3 classes where nothing else is said. */
export const build = (config: object, sizes: Partial<CriticSizes> = {}, seed = 1): CriticNetwork =>
  buildCritic(
    criticSchema.parse(config),
    { classes: 3, channels: 2, imageSize: 8, ...sizes },
    new RandomStreams(seed),
  );

/** Normally distributed numbers. */
export const normal = (shape: number[], seed: number): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, 'float32', seed);
/** Square images of 2 channels. */
export const imagesOf = (count: number, seed: number, size = 8): tf.Tensor4D =>
  normal([count, size, size, 2], seed) as tf.Tensor4D;
/** The largest amount. */
export const greatest = (x: tf.Tensor): number => tf.max(tf.abs(x)).dataSync()[0] ?? NaN;
/** Classes in turn, where the critic is told of some. */
export const labelsFor = ({ classes }: CriticNetwork, count: number): tf.Tensor1D | null =>
  classes > 0
    ? tf.tensor1d(
        Array.from({ length: count }, (_, i) => i % classes),
        'int32',
      )
    : null;

/** Configurations of one body, by what holds of them. */
interface BodyCases {
  /** every layer has an adjoint */
  readonly penalisable: readonly object[];
  /** others, whose gradient is refused or random */
  readonly others?: readonly object[];
  /** the score depends on the class */
  readonly told?: readonly object[];
}

/** Tests of what holds of every body: its gradient, that each parameter counts, its state, and its classes. */
export function describeBody({ penalisable, others = [], told = [] }: BodyCases): void {
  beforeAll(() => {
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

  describe.each([...penalisable, ...others])('%o', (config) => {
    it('is reached by the gradient in every parameter and leaves no tensor behind', () => {
      const critic = build(config);
      const [images, labels] = [imagesOf(5, 3), labelsFor(critic, 5)];
      const before = tf.memory().numTensors;
      const tape = new GradientTape();
      const loss = tape.record(() => {
        const { scores, conditional, classes } = critic.judge(images, labels, { training: true });
        // Not their sum, whose gradient by a scale of batch norm may be 0.
        const all = [scores, conditional, classes].flatMap((x) =>
          x ? [tf.sum<tf.Scalar>(tf.square(x))] : [],
        );
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

  if (told.length > 0)
    it.each(told)('%o: the score depends on the class, and class i becomes what order[i] was', (config) => {
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
}

/** Whether an image's score depends on others of its batch. */
const mixing = (config: object): boolean =>
  JSON.stringify(config).includes('stddev') ||
  JSON.stringify(config).includes('discrimination') ||
  ((config as { body: string }).body === 'style' && !('minibatch' in config));

/** Of a critic with batch norm: it judges, but gives no gradient to penalise. */
export function expectNoGradient(config: object): void {
  const critic = build(config, { imageSize: 16 });
  tf.tidy(() => {
    const judgement = critic.judge(imagesOf(2, 1, 16), null, { training: true });
    expect(() => judgement.gradient()).toThrow('set method.critic.norm to none or spectral');
  });
  critic.dispose();
}
