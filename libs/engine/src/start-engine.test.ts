import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from './index.js';

beforeAll(() => startEngine({ threads: 1 }));

describe('startEngine', () => {
  it('computes on native TensorFlow through tfjs-core alone', () => {
    expect(tf.getBackend()).toBe('tensorflow');
    expect([...tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()]).toEqual([11]);
  });

  it('starts once a process', async () => {
    const [first, second] = await Promise.all([startEngine(), startEngine({ threads: 2 })]);
    expect(second).toBe(first);
    expect(first).toMatchObject({ device: 'cpu', threads: 1 });
    await expect(startEngine({ device: 'gpu' })).rejects.toThrow(/already runs on the cpu/);
  });
});
