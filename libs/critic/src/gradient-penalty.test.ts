import * as tf from '@tensorflow/tfjs-core';
import { graphRecorder, startEngine } from '@jiagu/engine';
import { Buffer, GradientTape, type StateDict, type StateTensor } from '@jiagu/nn';
import { expectClose, fromTensor } from '@jiagu/nn/testing';
import { RandomStream, ReferenceGenerator } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Convolution } from './convolution.js';
import { Critic } from './critic.js';
import { FullyConnected } from './fully-connected.js';
import { gradientPenalty, zeroCentredPenalty } from './gradient-penalty.js';
import { LeakyRectifier } from './leaky-rectifier.js';
import { SumPool } from './pooling.js';

beforeAll(() => startEngine());

const generator = new ReferenceGenerator('gan-losses');
const u = (name: string, shape: number[], scale: number): StateTensor => ({
  shape,
  data: generator.values(name, tf.util.sizeFromShape(shape), scale),
});

function makeCritic(spectralNorm: boolean): Critic {
  const [random, half] = [new RandomStream('weights'), { stride: 2, padding: 1, spectralNorm }];
  return new Critic([
    new Convolution(1, 4, 4, half, random),
    new LeakyRectifier(0.2),
    new Convolution(4, 8, 4, half, random),
    new LeakyRectifier(0.2),
    new SumPool(),
    new FullyConnected(8, 1, { spectralNorm }, random),
  ]);
}

const referenceState: StateDict = new Map([
  ['layers.0.weight', u('critic.conv1.weight', [4, 1, 4, 4], 0.5)],
  ['layers.0.bias', u('critic.conv1.bias', [4], 0.1)],
  ['layers.2.weight', u('critic.conv2.weight', [8, 4, 4, 4], 0.3)],
  ['layers.2.bias', u('critic.conv2.bias', [8], 0.1)],
  ['layers.5.weight', u('critic.linear.weight', [1, 8], 1)],
  ['layers.5.bias', u('critic.linear.bias', [1], 0.1)],
]);

const images = (name: string): tf.Tensor4D => tf.tensor4d(generator.values(name, 256), [4, 8, 8, 1]);
const alphas = (): tf.Tensor1D => tf.tensor1d(generator.values('critic.alpha', 4, 0.5, 0.5));

const near = (found: number, expected: number): void =>
  expect(Math.abs(found - expected) / Math.max(Math.abs(expected), 1)).toBeLessThan(1e-5);

/** The loss, and the length of its gradient by each parameter; the scores are there for the biases and weigh nothing. */
function lengths(critic: Critic, penalty: () => tf.Scalar): { loss: number; gradients: number[] } {
  return tf.tidy(() => {
    const tape = new GradientTape();
    const loss = tape.record(() =>
      tf.add<tf.Scalar>(penalty(), tf.mul(tf.sum(critic.forward(images('critic.real'), true)), 0)),
    );
    const gradients = tape.gradient(
      loss,
      critic.parameters().map(({ value }) => value),
    );
    return {
      loss: loss.dataSync()[0] ?? NaN,
      gradients: gradients.map((gradient) => Math.hypot(...gradient.dataSync())),
    };
  });
}

describe('penalties on the gradient of a critic, against numpy and PyTorch in float64', () => {
  it("WGAN-GP's", () => {
    const critic = makeCritic(false);
    critic.loadStateDict(referenceState);
    const { loss, gradients } = lengths(critic, () =>
      gradientPenalty(critic, images('critic.real'), images('critic.fake'), alphas(), 10),
    );
    near(loss, 30.99612017418023);
    [58.481757998764785, 0, 121.67618699976843, 0, 68.24347551082724, 0].forEach((expected, i) =>
      near(gradients[i] as number, expected),
    );
    critic.dispose();
  });

  it("R1's", () => {
    const critic = makeCritic(false);
    critic.loadStateDict(referenceState);
    const { loss, gradients } = lengths(critic, () =>
      zeroCentredPenalty(critic.scoreWithGradient(images('critic.real'), true).gradient, 1),
    );
    near(loss, 3.477468112193354);
    [4.4594362840413435, 0, 9.70828016811754, 0, 4.743660275782502, 0].forEach((expected, i) =>
      near(gradients[i] as number, expected),
    );
    const scores = tf.tidy(() => critic.scoreWithGradient(images('critic.real'), true).scores.dataSync());
    [2.46764811961379, 0.56781459710146, 1.6028005955138092, 2.6308168530835165].forEach((expected, i) =>
      near(scores[i] as number, expected),
    );
    critic.dispose();
  });

  it('has finite gradients where the critic is flat', () => {
    const critic = makeCritic(false);
    critic.loadStateDict(
      new Map(
        [...referenceState].map(([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }]),
      ),
    );
    const { loss, gradients } = lengths(critic, () =>
      gradientPenalty(critic, images('critic.real'), images('critic.fake'), alphas(), 10),
    );
    near(loss, 10);
    expect(gradients).toEqual([0, 0, 0, 0, 0, 0]);
    critic.dispose();
  });

  it('takes one alpha an image and as many images of both kinds', () => {
    const critic = makeCritic(false);
    const run = (fake: tf.Tensor4D, alpha: tf.Tensor1D) => () =>
      tf.tidy(() => gradientPenalty(critic, tf.zeros([2, 8, 8, 1]), fake, alpha, 10));
    expect(run(tf.zeros([2, 8, 8, 1]), tf.zeros([1]))).toThrow('one alpha an image');
    expect(run(tf.zeros([1, 8, 8, 1]), tf.zeros([2]))).toThrow('real and generated images');
    critic.dispose();
  });
});

describe('a compiled step', () => {
  it('gives the penalties, gradients and spectral norms that plain code gives', () => {
    const critic = makeCritic(true);
    const state = [...critic.namedState()].map(([, kept]) => kept);
    const step = (real: tf.Tensor4D, fake: tf.Tensor4D, alpha: tf.Tensor1D): tf.Tensor[] => {
      const tape = new GradientTape();
      const [loss, penalty] = tape.record(() => {
        const { scores, gradient } = critic.scoreWithGradient(real, true);
        const sum = tf.add(gradientPenalty(critic, real, fake, alpha, 10), zeroCentredPenalty(gradient, 2));
        return [tf.add<tf.Scalar>(sum, tf.mean(scores)), sum];
      }) as [tf.Scalar, tf.Scalar];
      const gradients = tape.gradient(
        loss,
        critic.parameters().map(({ value }) => value),
      );
      return [penalty, ...gradients];
    };
    const batch = (names: [string, string]) => [images(names[0]), images(names[1]), alphas()] as const;
    const [recordedOn, other] = [
      batch(['critic.real', 'critic.fake']),
      batch(['critic.other', 'critic.real']),
    ];

    const held = state.map(({ value }) => tf.clone(value));
    const recorder = graphRecorder();
    recorder.touch([...held, ...recordedOn]);
    const outputs = recorder.record(() => tf.tidy(() => step(...recordedOn)));
    const norms = state.filter((kept) => kept instanceof Buffer);
    const graph = recorder.build(
      [...held, ...recordedOn],
      [],
      [...outputs, ...norms.map(({ value }) => value)],
    );
    // A second step, from the state that the first one left, on images that the recording did not see.
    const compiled = graph.run([...state.map(({ value }) => value), ...other], []);
    const eager = [...tf.tidy(() => step(...other)), ...norms.map(({ value }) => value)];
    expect(norms).toHaveLength(6);
    for (const [i, expected] of eager.entries()) expectClose(compiled[i] as tf.Tensor, fromTensor(expected));
    graph.dispose();
    critic.dispose();
  });
});
