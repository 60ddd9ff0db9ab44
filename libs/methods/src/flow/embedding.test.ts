import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, expect, it } from 'vitest';
import { waves } from './embedding.js';

beforeAll(() => startEngine());

it('waves are sines, then cosines, of frequencies 1000, 100, 10 and 1', () => {
  const times = [0, 0.3, 1];
  const found = tf.tidy(() => waves(tf.tensor1d(times), 4).arraySync());
  times.forEach((time, i) => {
    const angles = [1000, 100, 10, 1].map((frequency) => frequency * time);
    const expected = [...angles.map(Math.sin), ...angles.map(Math.cos)];
    expected.forEach((value, j) => expect(found[i]?.[j]).toBeCloseTo(value, 3));
  });
});
