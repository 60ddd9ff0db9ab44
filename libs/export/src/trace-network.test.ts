import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toOnnx } from './onnx/to-onnx.js';
import { traceNetwork, type NetworkFunction } from './trace-network.js';

beforeAll(() => startEngine());

const network = (run: (x: tf.Tensor4D) => tf.Tensor): NetworkFunction => ({
  inputs: { images: [4, 3, 1] },
  outputs: ['y'],
  run: (x) => [run(x as tf.Tensor4D)],
});
const kernel = (name: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes);

describe('traceNetwork', () => {
  it('folds a batch normalisation into the convolution before it', () => {
    const filter = tf.tensor4d([2], [1, 1, 1, 1]);
    const [bias, scale, offset, mean, variance] = [1, 6, 7, 5, 3.75].map((value) => tf.tensor1d([value]));
    const weights = { scale, offset, mean, variance } as tf.NamedTensorMap;
    const { operations, constants } = traceNetwork(
      network((x) => {
        const convolved = kernel(
          'JiaguConv2D',
          { x, filter, bias: bias as tf.Tensor },
          { stride: 1, padding: 'valid' },
        );
        return kernel('JiaguBatchNormInference', { x: convolved, ...weights }, { epsilon: 0.25 });
      }),
      [filter, bias as tf.Tensor, ...Object.values(weights)],
    );
    expect(operations.map(({ operation }) => operation)).toEqual(['Conv2D', 'BiasAdd']);
    // The slope is 6 / sqrt(3.75 + 0.25) = 3: the filter is 2 * 3, the bias 7 + (1 - 5) * 3.
    expect([...constants.values()].map(({ values }) => [...values])).toEqual([[6], [-5]]);
  });

  it('lets sizes grow with the batch, and leaves out what no output needs', () => {
    const { operations, constants, outputs } = traceNetwork(
      network((x) => {
        tf.sin(x);
        return tf.reshape(x, [2 * x.shape[0], 6]);
      }),
      [],
    );
    expect(operations.map(({ operation }) => operation)).toEqual(['Reshape']);
    expect([...constants.values()]).toMatchObject([{ values: Int32Array.of(0, 6), perImage: [2, 0] }]);
    expect(outputs).toMatchObject([{ name: 'y', shape: [6] }]);
  });

  it('refuses numbers that depend on the batch, and tensors of others', () => {
    expect(() =>
      traceNetwork(
        network((x) => tf.mul(x, x.shape[0])),
        [],
      ),
    ).toThrow(/a constant of operation 0, Mul, differs between batches of two and of three images/);
    const stranger = tf.scalar(2);
    stranger.dataSync();
    expect(() =>
      traceNetwork(
        network((x) => tf.mul(x, tf.add(stranger, 1))),
        [],
      ),
    ).toThrow('neither an input nor a weight of its own');
  });
});

describe('toOnnx', () => {
  it('names the operation that has no counterpart', () => {
    const traced = traceNetwork(network(tf.sin), []);
    expect(() => toOnnx(traced, { name: 'x', description: '', metadata: {} })).toThrow(
      "the operation Sin can't be exported to ONNX",
    );
  });

  it('turns images to channels first', () => {
    const traced = traceNetwork(
      network((x) => tf.concat([x, x], 3)),
      [],
    );
    const { inputs, outputs, nodes } = toOnnx(traced, { name: 'x', description: '', metadata: {} });
    expect([inputs, outputs]).toEqual([
      [{ name: 'images', shape: [1, 4, 3] }],
      [{ name: 'y', shape: [2, 4, 3] }],
    ]);
    expect(nodes[0]).toMatchObject({ operator: 'Concat', attributes: { axis: 1 } });
  });
});
