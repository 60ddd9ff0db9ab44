import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, type Method, type TrainingBatch } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { smallConfig, smallYardsticks } from './testing/small.js';

beforeAll(() => startEngine());

const side = 16;

function build(method: object, random = new RandomStreams(1)): Method {
  const config = smallConfig(method);
  return buildMethod({ ...config, data: { ...config.data, imageSize: side } }, random);
}

/** Four images, of another bright half each. */
function halves(): TrainingBatch {
  const bright = [
    (x: number) => x < 8,
    (x: number) => x >= 8,
    (_: number, y: number) => y < 8,
    (_: number, y: number) => y >= 8,
  ];
  const pixels = bright.flatMap((of) =>
    Array.from({ length: side * side }, (_, i) => (of(i % side, Math.floor(i / side)) ? 0.9 : -0.9)),
  );
  const images = tf.tensor4d(pixels, [4, side, side, 1]);
  const labels = tf.tensor1d([0, 1, 2, 3], 'int32');
  return { source: { weak: images, strong: images, labels }, target: { weak: images, strong: images } };
}

/** Trains from a step on, by the way of running steps that is given. */
function train(
  method: Method,
  batch: TrainingBatch,
  steps: number,
  from = 0,
  run = (_program: string) => tf.tidy(() => method.trainStep(batch)),
): Record<string, number>[] {
  return Array.from({ length: steps }, (_, i) => {
    const losses = run(method.begin(from + i));
    const numbers = Object.entries(losses).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN]);
    tf.dispose(losses);
    return Object.fromEntries(numbers) as Record<string, number>;
  });
}

/** Images for noise of N(0, 1) and the labels 0 .. 3. */
function draw({ generator }: Method): Float32Array {
  if (!generator) throw new Error('no generator');
  const { latent, classes } = generator;
  return tf.tidy(() => {
    const images = generator.draw(
      tf.randomNormal([4, latent], 0, 1, 'float32', 5),
      classes > 0 ? tf.tensor1d([0, 1, 2, 3], 'int32') : undefined,
    );
    expect(images.shape).toEqual([4, side, side, 1]);
    return images.dataSync<'float32'>();
  });
}

describe.each(smallYardsticks.map((method) => [`${method.name} of the ${method.domain}`, method] as const))(
  '%s',
  (_, method) => {
    it('learns a batch, draws images in [-1, 1] and leaves nothing behind', () => {
      const subject = build(method);
      const batch = halves();
      const compiled = new CompiledStep(subject, expect.fail);
      const run = (program: string) => compiled.run(program, batch);
      const losses = train(subject, batch, 1, 0, run);
      const before = tf.memory().numTensors;
      losses.push(...train(subject, batch, 25, 1, run));
      const mean = (part: typeof losses): number =>
        part.reduce((sum, { total = NaN }) => sum + total, 0) / part.length;
      expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
      for (const value of draw(subject)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(tf.memory().numTensors).toBe(before);
      compiled.dispose();
      disposeMethod(subject);
    });

    it('changes every parameter within two steps', () => {
      const subject = build(method);
      const parameters = Object.entries(subject.modules).flatMap(([name, module]) => [
        ...module.namedParameters(`${name}.`),
      ]);
      const before = parameters.map(([, { value }]) => value.dataSync().slice());
      train(subject, halves(), 2);
      parameters.forEach(([name, { value }], i) => {
        expect(value.dataSync(), name).not.toEqual(before[i]);
      });
      disposeMethod(subject);
    });

    it('goes on exactly from its state', () => {
      const [streams, others] = [new RandomStreams(1), new RandomStreams(9)];
      const [whole, resumed] = [build(method, streams), build(method, others)];
      const batch = halves();
      train(whole, batch, 2);
      others.restore(streams.state());
      for (const [name, module] of Object.entries(resumed.modules))
        module.loadStateDict(whole.modules[name]?.stateDict() ?? new Map());
      for (const [name, optimizer] of Object.entries(resumed.optimizers))
        optimizer.loadStateDict(whole.optimizers[name]?.stateDict('') ?? new Map(), '');
      expect(train(resumed, batch, 2, 2)).toEqual(train(whole, batch, 2, 2));
      expect(draw(resumed)).toEqual(draw(whole));
      for (const subject of [whole, resumed]) disposeMethod(subject);
    });
  },
);

describe('classes', () => {
  it.each([
    ['vae', { name: 'vae', domain: 'source', conditional: true }],
    ['flow', { name: 'flow', domain: 'source', conditional: true, width: 8, steps: 2 }],
  ])('%s draws another image of the same noise for another class', (_, method) => {
    const { generator, ...subject } = build(method);
    expect(generator?.classes).toBe(8);
    tf.tidy(() => {
      const noise = tf.ones([2, generator?.latent ?? NaN]) as tf.Tensor2D;
      const [first, second] = tf.unstack(generator?.draw(noise, tf.tensor1d([0, 1], 'int32')) as tf.Tensor4D);
      expect(first?.dataSync()).not.toEqual(second?.dataSync());
    });
    disposeMethod(subject);
  });

  it('of the target are neither asked for nor looked at', () => {
    for (const name of ['vae', 'flow']) {
      const { feeds, generator } = build({ name, domain: 'target' });
      expect(feeds).toEqual({ target: { views: ['weak'] } });
      expect(generator?.classes).toBe(0);
    }
  });
});
