import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { GradientTape, Parameter, type StateDict } from '@jiagu/nn';
import { RandomStream, ReferenceGenerator } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Convolution } from './convolution.js';
import { FullyConnected } from './fully-connected.js';
import { SpectralNorm } from './spectral-norm.js';

beforeAll(() => startEngine());

/** Five steps of the iteration in numpy in float64, which agree with PyTorch's to 1e-15. */
const SIGMAS = [
  2.0975729438101727, 2.26011130391642, 2.393021798190302, 2.466192876301649, 2.497751193406241,
];

const generator = new ReferenceGenerator('gan-losses');
const weight = generator.values('spectral.weight', 72);
const start = generator.values('spectral.u', 6);
const length = Math.hypot(...start);

/** The reference's weight, [6, ...inputs] in PyTorch's layout, and its first u; v is what no training pass left yet. */
const stateOf = (...inputs: number[]): StateDict =>
  new Map([
    ['weight', { shape: [6, ...inputs], data: weight }],
    ['bias', { shape: [6], data: new Float32Array(6) }],
    ['spectral.u', { shape: [6], data: start.map((value) => value / length) }],
    ['spectral.v', { shape: [12], data: new Float32Array(12) }],
  ]);

function linear(): FullyConnected {
  const layer = new FullyConnected(12, 6, { spectralNorm: true }, new RandomStream('weights'));
  layer.loadStateDict(stateOf(12));
  return layer;
}

function convolution(): Convolution {
  const options = { stride: 1, padding: 0, spectralNorm: true };
  const layer = new Convolution(3, 6, 2, options, new RandomStream('weights'));
  layer.loadStateDict(stateOf(3, 2, 2));
  return layer;
}

/** 1 and eleven zeros. */
const firstUnit = (): tf.Tensor2D => tf.slice(tf.eye(12), [0, 0], [1, 12]);

/** Both give weight[0, 0, ...] / sigma as their first output. */
const firstOfLinear = (layer: FullyConnected, training: boolean): number =>
  tf.tidy(() => layer.forward(firstUnit(), training).dataSync()[0] ?? NaN);
const firstOfConvolution = (layer: Convolution, training: boolean): number =>
  tf.tidy(() => {
    const image = tf.reshape(firstUnit(), [1, 2, 2, 3]);
    return layer.forward(image, training).dataSync()[0] ?? NaN;
  });

describe('spectral norm', () => {
  it('takes one step of the power iteration in a training pass and none in evaluation', () => {
    const [first, layer] = [weight[0] as number, linear()];
    for (const sigma of SIGMAS) {
      expect(first / firstOfLinear(layer, true)).toBeCloseTo(sigma, 5);
      const state = layer.stateDict();
      expect(first / firstOfLinear(layer, false)).toBeCloseTo(sigma, 5);
      expect(layer.stateDict()).toEqual(state);
    }
    for (let step = 0; step < 80; step++) firstOfLinear(layer, true);
    // The greatest singular value.
    expect(first / firstOfLinear(layer, true)).toBeCloseTo(2.596277798943816, 5);
    layer.dispose();
  });

  it('sees the weight of a convolution as a matrix of outputs by I, H, W', () => {
    const [layer, plain] = [convolution(), linear()];
    for (const sigma of SIGMAS) {
      expect((weight[0] as number) / firstOfConvolution(layer, true)).toBeCloseTo(sigma, 5);
      firstOfLinear(plain, true);
    }
    const v = (of: Convolution | FullyConnected) => of.stateDict().get('spectral.v')?.data ?? [];
    const expected = v(plain);
    v(layer).forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5));
    layer.dispose();
    plain.dispose();
  });

  it.each([
    // The first axis of an embedding, the second of a transposed convolution.
    ['an embedding of 6 classes', 'linear', [6, 12], (o: number, k: number) => o * 12 + k],
    [
      'a transposed convolution',
      'conv-transpose',
      [3, 6, 2, 2],
      (o: number, k: number) => Math.floor(k / 4) * 24 + o * 4 + (k % 4),
    ],
  ] as const)('counts the outputs of %s', (_, layout, shape, place) => {
    const data = new Float32Array(72);
    weight.forEach((value, i) => (data[place(Math.floor(i / 12), i % 12)] = value));
    const memory = { linear: [12, 6], 'conv-transpose': [2, 2, 6, 3] }[layout];
    const parameter = new Parameter(tf.zeros(memory), layout);
    parameter.fromTorch({ shape: [...shape], data });
    const norm = new SpectralNorm(parameter, new RandomStream('weights'));
    norm.loadStateDict(
      new Map([...stateOf(12)].map(([name, kept]) => [name.replace('spectral.', ''), kept])),
    );
    for (const sigma of SIGMAS)
      tf.tidy(() => {
        const divided = norm.divide(parameter, true);
        const ratio = tf.div(tf.sum(parameter.value), tf.sum(divided)).dataSync()[0];
        expect(ratio).toBeCloseTo(sigma, 5);
      });
    parameter.dispose();
    norm.dispose();
  });

  it('continues from a state dict where it was', () => {
    const [layer, resumed] = [linear(), linear()];
    firstOfLinear(layer, true);
    resumed.loadStateDict(layer.stateDict());
    expect(firstOfLinear(resumed, true)).toBe(firstOfLinear(layer, true));
    layer.dispose();
    resumed.dispose();
  });

  it('takes u and v for constants in the gradient', () => {
    const layer = linear();
    const factors = new ReferenceGenerator('spectral').values('factors', 72);
    const before = tf.memory().numTensors;
    const tape = new GradientTape();
    const loss = tape.record(() => {
      const everyInput = layer.forward(tf.eye(12), true);
      return tf.sum<tf.Scalar>(tf.mul(everyInput, tf.transpose(tf.tensor2d(factors, [6, 12]))));
    });
    const [gradient] = tape.gradient(loss, [layer.weight.value]) as [tf.Tensor];
    const [u, v] = ['u', 'v'].map((name) => layer.stateDict().get(`spectral.${name}`)?.data ?? []);
    const sigma = SIGMAS[0] as number;
    const along = factors.reduce((sum, factor, i) => sum + factor * (weight[i] as number), 0);
    // d(sum c w / sigma) / dw = c / sigma - (sum c w) / sigma^2 u v'
    const found = gradient.dataSync();
    factors.forEach((factor, i) => {
      const [o, k] = [Math.floor(i / 12), i % 12];
      const expected = factor / sigma - (along / sigma ** 2) * (u?.[o] ?? NaN) * (v?.[k] ?? NaN);
      expect(found[k * 6 + o]).toBeCloseTo(expected, 5);
    });
    tf.dispose([loss, gradient]);
    expect(tf.memory().numTensors).toBe(before);
    layer.dispose();
  });
});
