import * as tf from '@tensorflow/tfjs-core';
import { graphRecorder, startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { GradientTape, gradientWithin, noGrad } from './gradient-tape.js';
import { batchNorm, batchNormInference } from './ops/batch-norm.js';
import { conv2d } from './ops/conv2d.js';
import { convTranspose2d } from './ops/conv-transpose2d.js';
import { inPublicOperations } from './ops/fused-kernel.js';
import { globalAveragePool } from './ops/global-average-pool.js';
import { instanceNorm } from './ops/instance-norm.js';
import { layerNorm } from './ops/layer-norm.js';
import { leakyRelu } from './ops/leaky-relu.js';
import { linear } from './ops/linear.js';
import { maxPool2d } from './ops/max-pool2d.js';
import { mseMean } from './ops/mse-mean.js';
import { pixelShuffle } from './ops/pixel-shuffle.js';
import { reflectionPad2d } from './ops/reflection-pad2d.js';
import { relu } from './ops/relu.js';
import { tanh } from './ops/tanh.js';
import { random64, type Array64 } from './testing/array64.js';
import { expectClose, fromTensor } from './testing/compare-part.js';
import { conv64, convTranspose64, pixelShuffle64, reflectionPad64 } from './testing/reference-convolution.js';
import {
  batchNorm64,
  batchNormInference64,
  instanceNorm64,
  layerNorm64,
} from './testing/reference-normalisation.js';
import { linear64, map64, spatialMean64 } from './testing/reference-pointwise.js';

beforeAll(() => startEngine());

/** Takes the tensors or arrays in the order of the inputs; `never` lets each row name their ranks. */
type Operation = (...inputs: never[]) => tf.Tensor;
type Reference = (...inputs: never[]) => Array64;

const image = random64([2, 4, 3, 3], 'x', 0.05);
const [scale, offset] = [random64([3], 'scale', 0.3), random64([3], 'offset')];
const [mean, variance] = [random64([3], 'mean'), map64(random64([3], 'variance'), (v) => v + 2)];

const operations: [name: string, inputs: Array64[], run: Operation, reference: Reference][] = [
  [
    'conv2d',
    [image, random64([3, 3, 3, 2], 'filter'), random64([2], 'bias')],
    (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
      conv2d(x, filter, { stride: 2, padding: 1, bias }),
    (x: Array64, filter: Array64, bias: Array64) => conv64(x, filter, 2, 1, bias),
  ],
  [
    'conv2d, padded explicitly',
    [image, random64([4, 4, 3, 2], 'filter')],
    (x: tf.Tensor4D, filter: tf.Tensor4D) => conv2d(x, filter, { stride: 2, padding: 2 }),
    (x: Array64, filter: Array64) => conv64(x, filter, 2, 2),
  ],
  [
    'conv2d of 1 x 1 and stride 2',
    [image, random64([1, 1, 3, 2], 'filter')],
    (x: tf.Tensor4D, filter: tf.Tensor4D) => conv2d(x, filter, { stride: 2 }),
    (x: Array64, filter: Array64) => conv64(x, filter, 2, 0),
  ],
  [
    'convTranspose2d',
    [image, random64([4, 4, 2, 3], 'filter')],
    (x: tf.Tensor4D, filter: tf.Tensor4D) => convTranspose2d(x, filter, { stride: 2, padding: 1 }),
    (x: Array64, filter: Array64) => convTranspose64(x, filter, 2, 1),
  ],
  [
    'linear',
    [random64([3, 4], 'x'), random64([4, 5], 'weight'), random64([5], 'bias')],
    (x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D) => linear(x, weight, bias),
    linear64,
  ],
  [
    'batchNorm',
    [image, scale, offset],
    (x: tf.Tensor4D, a: tf.Tensor1D, b: tf.Tensor1D) => batchNorm(x, a, b, 1e-5).y,
    (x: Array64, a: Array64, b: Array64) => batchNorm64(x, a, b, 1e-5),
  ],
  [
    'batchNormInference',
    [image, scale, offset, mean, variance],
    (x: tf.Tensor4D, ...rest: [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]) =>
      batchNormInference(x, ...rest, 1e-5),
    (x: Array64, ...rest: [Array64, Array64, Array64, Array64]) => batchNormInference64(x, ...rest, 1e-5),
  ],
  [
    'instanceNorm',
    [image],
    (x: tf.Tensor4D) => instanceNorm(x, 1e-5),
    (x: Array64) => instanceNorm64(x, 1e-5),
  ],
  [
    'layerNorm',
    [image, scale, offset],
    (x: tf.Tensor4D, a: tf.Tensor1D, b: tf.Tensor1D) => layerNorm(x, a, b, 1e-5),
    (x: Array64, a: Array64, b: Array64) => layerNorm64(x, a, b, 1e-5),
  ],
  [
    'leakyRelu',
    [image],
    (x: tf.Tensor) => leakyRelu(x, 0.2),
    (x: Array64) => map64(x, (value) => (value > 0 ? value : 0.2 * value)),
  ],
  ['relu', [image], relu, (x: Array64) => map64(x, (value) => Math.max(value, 0))],
  ['tanh', [image], tanh, (x: Array64) => map64(x, Math.tanh)],
  ['globalAveragePool', [image], globalAveragePool, spatialMean64],
  [
    'pixelShuffle',
    [random64([2, 3, 2, 8], 'x')],
    (x: tf.Tensor4D) => pixelShuffle(x, 2),
    (x: Array64) => pixelShuffle64(x, 2),
  ],
  [
    'reflectionPad2d',
    [image],
    (x: tf.Tensor4D) => reflectionPad2d(x, 2),
    (x: Array64) => reflectionPad64(x, 2),
  ],
];

const STEP = 1e-3;

/** inputs + step direction */
const moved = (inputs: Array64[], step: number, directions: (Array64 | undefined)[]): Array64[] =>
  inputs.map((input, k) => ({
    ...input,
    data: input.data.map((value, i) => value + step * (directions[k]?.data[i] ?? 0)),
  }));

const unit = ({ shape, data }: Array64, i: number): Array64 => ({
  shape,
  data: new Float64Array(data.length).fill(1, i, i + 1),
});

/**
 * Central differences of ||df/dx||^2 with respect to every input, x the first: twice the derivative of f along its
 * own gradient, differentiated by each element.
 */
function penaltySlopes(f: (inputs: Array64[]) => number, inputs: Array64[]): Array64[] {
  const slope = (g: (inputs: Array64[]) => number, on: Array64[], directions: (Array64 | undefined)[]) =>
    (g(moved(on, STEP, directions)) - g(moved(on, -STEP, directions))) / (2 * STEP);
  const [x] = inputs as [Array64];
  const gradient = { ...x, data: x.data.map((_, i) => slope(f, inputs, [unit(x, i)])) };
  return inputs.map((input, k) => ({
    shape: input.shape,
    data: input.data.map((_, i) => {
      const element = inputs.map((other, l) => (l === k ? unit(other, i) : undefined));
      return 2 * slope((there) => slope(f, there, [gradient]), inputs, element);
    }),
  }));
}

describe('the gradient of a squared gradient', () => {
  it.each(operations)('%s', (_, inputs, run, reference) => {
    const c = random64(reference(...(inputs as never[])).shape, 'c', 0.2);
    // Squared, so that the gradient depends on every input whatever the operation.
    const f64 = (values: Array64[]): number =>
      reference(...(values as never[])).data.reduce((sum, y, i) => sum + (c.data[i] as number) * y * y, 0);
    const tensor = ({ shape, data }: Array64): tf.Tensor => tf.tensor(Float32Array.from(data), shape);
    const [factors, ...tensors] = [c, ...inputs].map(tensor) as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    const before = tf.memory().numTensors;

    const tape = new GradientTape();
    const penalty = tape.record(() => {
      const f = (x: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(factors, tf.square(run(...([x, ...tensors.slice(1)] as never[])))));
      return tf.sum<tf.Scalar>(tf.square(gradientWithin(f, tensors[0])));
    });
    const gradients = tape.gradient(penalty, tensors);
    for (const [k, slopes] of penaltySlopes(f64, inputs).entries())
      expectClose(gradients[k] as tf.Tensor, slopes);

    tf.dispose([penalty, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([factors, tensors]);
  });
});

describe('gradientWithin', () => {
  const read = (x: tf.Tensor | undefined): number[] => Array.from(x?.dataSync() ?? []);

  it('can be nested: third derivatives', () => {
    tf.tidy(() => {
      const x = tf.scalar(0.5);
      const tape = new GradientTape();
      const first = (t: tf.Scalar): tf.Scalar => gradientWithin((s) => tanh(s), t);
      const second = tape.record(() => gradientWithin(first, x));
      const y = Math.tanh(0.5);
      expect(read(second)[0]).toBeCloseTo(-2 * y * (1 - y * y), 5);
      expect(read(tape.gradient(second, [x])[0])[0]).toBeCloseTo((1 - y * y) * (6 * y * y - 2), 5);
    });
  });

  it('takes only what the function itself does to x', () => {
    tf.tidy(() => {
      const x = tf.scalar(3);
      const tape = new GradientTape();
      const loss = tape.record(() => {
        const square = tf.square<tf.Scalar>(x);
        return tf.square<tf.Scalar>(gradientWithin((t) => tf.mul(t, square), x));
      });
      // d/dx (x^2)^2 = 4 x^3
      expect(read(tape.gradient(loss, [x])[0])).toEqual([108]);
    });
  });

  it('is a constant without a recording', () => {
    tf.tidy(() => {
      const x = tf.scalar(3);
      const cube = (t: tf.Scalar): tf.Scalar => tf.mul(t, tf.square(t));
      const before = tf.memory().numTensors;
      const gradient = gradientWithin(cube, x);
      expect(tf.memory().numTensors).toBe(before + 1);
      expect(read(gradient)).toEqual([27]);
      const tape = new GradientTape();
      const loss = tape.record(() =>
        tf.mul<tf.Scalar>(
          x,
          noGrad(() => gradientWithin(cube, x)),
        ),
      );
      expect(read(tape.gradient(loss, [x])[0])).toEqual([27]);
    });
  });

  it('gives in a recorded graph what it gives in plain code', () => {
    const critic = (
      x: tf.Tensor4D,
      filter: tf.Tensor4D,
      scale: tf.Tensor1D,
      weight: tf.Tensor2D,
    ): tf.Scalar => {
      const y = batchNorm(conv2d(x, filter, { padding: 1 }), scale, scale, 1e-5).y;
      return tf.sum(linear(globalAveragePool(leakyRelu(y, 0.2)), weight));
    };
    const step = (x: tf.Tensor4D, ...weights: [tf.Tensor4D, tf.Tensor1D, tf.Tensor2D]): tf.Tensor[] => {
      const tape = new GradientTape();
      const loss = tape.record(() => {
        const penalty = tf.sum(tf.square(gradientWithin((t) => critic(t, ...weights), x)));
        return tf.add<tf.Scalar>(critic(x, ...weights), tf.mul(penalty, 10));
      });
      return [loss, ...tape.gradient(loss, [x, ...weights])];
    };
    const inputs = (seed: number): [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor2D] => [
      tf.randomNormal([3, 6, 5, 2], 0, 1, 'float32', seed),
      tf.randomNormal([3, 3, 2, 4], 0, 1, 'float32', seed + 1),
      tf.randomNormal([4], 0, 1, 'float32', seed + 2),
      tf.randomNormal([4, 1], 0, 1, 'float32', seed + 3),
    ];
    const [recordedOn, other] = [inputs(1), inputs(5)];
    const recorder = graphRecorder();
    recorder.touch(recordedOn);
    const graph = recorder.build(
      recordedOn,
      [],
      recorder.record(() => step(...recordedOn)),
    );
    const results = graph.run(other, []);
    for (const [i, expected] of step(...other).entries())
      expectClose(results[i] as tf.Tensor, fromTensor(expected));
    graph.dispose();
  });
});

describe('a second derivative that would be wrong is refused', () => {
  const [x, filter] = [() => tf.ones<tf.Rank.R4>([1, 4, 4, 1]), () => tf.ones<tf.Rank.R4>([3, 3, 1, 1])];

  it('of a fused kernel', () => {
    tf.tidy(() => {
      const f = (t: tf.Tensor): tf.Scalar => mseMean(conv2d(t as tf.Tensor4D, filter()), 0);
      const penalty = (): tf.Scalar => tf.sum(tf.square(tf.grad(f)(x())));
      const tape = new GradientTape();
      expect(() => tape.record(penalty)).toThrow(
        /JiaguMseMean has no second derivative: .* gradientWithin or inPublicOperations/,
      );
      expect(() => tape.record(() => inPublicOperations(penalty))).not.toThrow();
      expect(() => tape.record(() => noGrad(penalty))).not.toThrow();
      tape.dispose();
    });
  });

  it('of a tape inside of another', () => {
    tf.tidy(() => {
      const outer = new GradientTape();
      const t = x();
      expect(() =>
        outer.record(() => {
          const inner = new GradientTape();
          return inner.gradient(
            inner.record(() => tf.sum(tf.square(t))),
            [t],
          )[0] as tf.Tensor;
        }),
      ).toThrow(/inside of a recording: use gradientWithin/);
    });
  });

  it('of an operation that has none', () => {
    tf.tidy(() => {
      const tape = new GradientTape();
      const t = x();
      const loss = tape.record(() => {
        const f = (s: tf.Tensor4D): tf.Scalar => tf.sum(tf.square(maxPool2d(s, 2, 2, 0)));
        return tf.sum<tf.Scalar>(tf.square(gradientWithin(f, t)));
      });
      expect(() => tape.gradient(loss, [t])).toThrow('MaxPoolGrad has no gradient');
    });
  });
});
