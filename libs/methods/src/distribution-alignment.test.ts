import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { DistributionAlignment } from './distribution-alignment.js';

beforeAll(() => startEngine());

describe('distribution alignment', () => {
  it('divides the guesses by the running shares, to which each batch adds a hundredth', () => {
    const alignment = new DistributionAlignment(2);
    // Two images of 0.8 / 0.2 and 0.6 / 0.4: on average 0.7 / 0.3.
    const logits = tf.log(
      tf.tensor2d([
        [0.8, 0.2],
        [0.6, 0.4],
      ]),
    ) as tf.Tensor2D;
    let [first, second] = [0.5, 0.5];
    for (let step = 0; step < 3; step++) {
      first = 0.99 * first + 0.01 * 0.7;
      second = 0.99 * second + 0.01 * 0.3;
      const aligned = Array.from(tf.softmax(alignment.forward(logits)).dataSync());
      const [a, b] = [0.8 / first / (0.8 / first + 0.2 / second), 0.6 / first / (0.6 / first + 0.4 / second)];
      [a, 1 - a, b, 1 - b].forEach((value, i) => expect(aligned[i]).toBeCloseTo(value, 5));
    }
    expect(Array.from(alignment.running_share.value.dataSync())[0]).toBeCloseTo(first, 6);
    alignment.dispose();
  });

  it('reads an undecided image as a class that was rarely guessed', () => {
    const alignment = new DistributionAlignment(3);
    const often = tf.tensor2d([[9, 0, 0]]);
    for (let step = 0; step < 200; step++) alignment.forward(often).dispose();
    const aligned = alignment.forward(tf.tensor2d([[1, 0.9, 0]]));
    expect(tf.argMax(aligned, 1).dataSync()[0]).toBe(1);
    alignment.dispose();
  });
});
