import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../start-engine.js';
import { fuseConvolutions, type RecordedOperation } from './fuse-convolutions.js';
import { graphRecorder } from './graph-recorder.js';
import type { RecordableBackend } from './native-binding.js';

beforeAll(() => startEngine());

/** What a layer's kernels run: convolution, bias, activation; a second convolution whose sum is looked at twice. */
function layers(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor[] {
  const engine = tf.engine();
  const convolution = (input: tf.Tensor): tf.Tensor =>
    engine.runKernel('JiaguConv2D', { x: input, filter, bias }, { stride: 1, padding: 'same' });
  const first = engine.runKernel<tf.Tensor>('JiaguRelu', { x: convolution(x) });
  const second = convolution(first);
  return [engine.runKernel<tf.Tensor>('JiaguRelu', { x: second }), tf.sum(second), tf.sum(first)];
}

describe('a recorded graph', () => {
  it('computes what was recorded, to the same bits each time it is recorded or run', () => {
    const inputs = (seed: number): [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D] => [
      tf.randomUniform([3, 9, 8, 5], -1, 1, 'float32', seed),
      tf.randomUniform([3, 3, 5, 5], -1, 1, 'float32', seed + 1),
      tf.randomUniform([5], -1, 1, 'float32', seed + 2),
    ];
    const [recordedOn, other] = [inputs(1), inputs(4)];
    const record = (on: ReturnType<typeof inputs>) => {
      const recorder = graphRecorder();
      recorder.touch(on);
      return recorder.build(
        on,
        [],
        recorder.record(() => layers(...on)),
      );
    };
    const values = (tensors: tf.Tensor[]): number[] => tensors.flatMap((t) => Array.from(t.dataSync()));
    const expected = values(layers(...other));
    const graphs = [record(recordedOn), record(other)];
    const results = graphs.flatMap((graph) => [graph.run(other, []), graph.run(other, [])].map(values));
    for (const [i, value] of expected.entries()) expect(results[0]?.[i]).toBeCloseTo(value, 4);
    for (const result of results.slice(1)) expect(result).toEqual(results[0]);
    for (const graph of graphs) graph.dispose();
  });
});

describe('fuseConvolutions', () => {
  const operation = (name: string, inputs: number[], output: number): RecordedOperation => ({
    operation: name,
    attributes: [{ name: 'T', type: 0, value: 1 }],
    inputs,
    outputs: [output],
  });
  const fuse = (kept: number[], ...more: RecordedOperation[]): string[] =>
    fuseConvolutions(
      [operation('Conv2D', [1, 2], 3), operation('BiasAdd', [3, 4], 5), operation('Relu', [5], 6), ...more],
      kept,
      (tf.backend() as unknown as RecordableBackend).binding,
    ).map(({ operation, inputs, outputs }) => `${operation} ${inputs.join()} ${outputs.join()}`);

  it('fuses as far as nobody else looks', () => {
    expect(fuse([6])).toEqual(['_FusedConv2D 1,2,4 6']);
    expect(fuse([6, 5])).toEqual(['_FusedConv2D 1,2,4 5', 'Relu 5 6']);
    expect(fuse([6], operation('Sum', [5], 7))).toEqual(['_FusedConv2D 1,2,4 5', 'Relu 5 6', 'Sum 5 7']);
    expect(fuse([6], operation('Sum', [3], 7))).toEqual([
      'Conv2D 1,2 3',
      'BiasAdd 3,4 5',
      'Relu 5 6',
      'Sum 3 7',
    ]);
  });
});
