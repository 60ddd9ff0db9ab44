import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from './index.js';

beforeAll(() => startEngine({ threads: 1 }));

describe('startEngine', () => {
  it('computes on native TensorFlow through tfjs-core alone', () => {
    expect(tf.getBackend()).toBe('tensorflow');
    expect([...tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()]).toEqual([11]);
  });

  it.runIf(process.platform === 'linux')('gives back the pages that only loading its library took', () => {
    const areas = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
    const resident = areas
      .filter((area) => /^\S+ r-.*libtensorflow/.test(area))
      .map((area) => Number(/^Rss: +(\d+) kB/m.exec(area)?.[1]));
    expect(resident.length).toBeGreaterThan(0);
    // TensorFlow 2.21 has 254 MB of them.
    expect(resident.reduce((a, b) => a + b) / 1024).toBeLessThan(120);
  });

  it('starts once a process', async () => {
    const [first, second] = await Promise.all([startEngine(), startEngine({ threads: 2 })]);
    expect(second).toBe(first);
    expect(first).toMatchObject({ device: 'cpu', threads: 1 });
    await expect(startEngine({ device: 'gpu' })).rejects.toThrow(/already runs on the cpu/);
  });
});
