import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { smallConfig } from '../testing/small.js';
import { Flow } from './flow.js';

beforeAll(() => startEngine());

const side = 16;

function build(steps = 40): Flow {
  const config = smallConfig({ name: 'flow', domain: 'target', width: 4, steps });
  if (config.method.name !== 'flow') throw new Error('no flow');
  return new Flow({ data: { ...config.data, imageSize: side } }, config.method, new RandomStreams(1));
}

describe('Flow', () => {
  it('regresses x1 - x0 from the points between noise and images', () => {
    const subject = build();
    const seen: { between: Float32Array; time: Float32Array; answer: Float32Array }[] = [];
    const { network } = subject.modules;
    const forward = network.forward.bind(network);
    vi.spyOn(network, 'forward').mockImplementation((images, time, labels) => {
      const answer = forward(images, time, labels);
      const [a, b, c] = [images, time, answer].map((tensor) => tensor.dataSync<'float32'>().slice());
      seen.push({ between: a as Float32Array, time: b as Float32Array, answer: c as Float32Array });
      return answer;
    });
    const random = new RandomStreams(7).stream('images');
    const x1 = Float32Array.from({ length: 2 * side * side }, () => random.uniform(-1, 1));
    const images = tf.tensor4d(x1, [2, side, side, 1]);
    const losses = tf.tidy(() => subject.trainStep({ target: { weak: images, strong: images } }));
    // The same numbers that the step drew: noise, then a time for each image.
    const noise = new RandomStreams(1).stream('noise');
    const x0 = Float32Array.from(x1, () => noise.normal());
    const times = [noise.uniform(), noise.uniform()];
    const { between, time, answer } = seen[0] ?? expect.fail('the network is not asked');
    times.forEach((t, i) => expect(time[i]).toBeCloseTo(t, 6));
    let sum = 0;
    x0.forEach((start, i) => {
      const [end, t] = [x1[i] ?? NaN, times[i < side * side ? 0 : 1] ?? NaN];
      expect(between[i]).toBeCloseTo((1 - t) * start + t * end, 5);
      sum += ((answer[i] ?? NaN) - (end - start)) ** 2;
    });
    expect(losses.total?.dataSync()[0]).toBeCloseTo(sum / x0.length, 4);
    disposeMethod(subject);
  });

  it('draws the distribution that the velocities of its averaged network belong to', () => {
    const subject = build();
    const [mean, deviation] = [0.2, 0.1];
    // E[x1 - x0 | x_t = x] where every pixel is from N(mean, deviation^2).
    vi.spyOn(subject.modules.average.network, 'forward').mockImplementation((points, time) => {
      const t = time.dataSync()[0] ?? NaN;
      const variance = (1 - t) ** 2 + (t * deviation) ** 2;
      const slope = (t * deviation ** 2 - (1 - t)) / variance;
      return tf.add(tf.mul(tf.sub(points, t * mean), slope), mean);
    });
    const noise = Float32Array.from({ length: side * side }, (_, i) => (4 * i) / side ** 2 - 2);
    const drawn = tf.tidy(() =>
      subject.generator.draw(tf.tensor2d(noise, [1, side * side])).dataSync<'float32'>(),
    );
    drawn.forEach((value, i) =>
      expect(Math.abs(value - (mean + deviation * (noise[i] ?? NaN)))).toBeLessThan(0.01),
    );
    disposeMethod(subject);
  });
});
