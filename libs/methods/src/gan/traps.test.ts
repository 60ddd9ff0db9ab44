import { startEngine } from '@jiagu/engine';
import { GradientTape, gradientWithin, type Module } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { Adam, disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { conditionalWeight, type GanContext, type Shown } from './context.js';
import { penaliseCritic, updateCritic } from './critic-update.js';
import { draw, updateGenerator } from './generator-update.js';
import { optimizerSettings } from './optimizers.js';
import { Perturbation } from './perturbation.js';
import {
  classes,
  ganConfig,
  latent,
  noiseBatch,
  side,
  step,
  tinyGan,
  TinyCritic,
  TinyGenerator,
  type Settings,
} from './testing/tiny-players.js';

beforeAll(() => startEngine());

const weights = (module: Module): number[] =>
  module.parameters().flatMap(({ value }) => Array.from(value.dataSync()));
const state = (module: Module): number[] =>
  [...module.namedState()].flatMap(([, { value }]) => Array.from(value.dataSync()));
const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
const pass = { training: true } as const;

/** Both players with optimisers that keep the gradients they are given and change nothing. */
function watchedPlayers(method: Settings, energy = false) {
  const { method: settings } = ganConfig(method);
  const random = new RandomStreams(3);
  const init = random.stream('init');
  const players = {
    generator: new TinyGenerator(0, init, true),
    critic: new TinyCritic(0, init, true, { energy }),
  };
  const gradients: { generator: number[][]; critic: number[][] } = { generator: [], critic: [] };
  const watch = (player: 'generator' | 'critic'): Adam => {
    const optimizer = new Adam(players[player].parameters(), { beta1: 0.5, beta2: 0.999 });
    optimizer.apply = (given) => {
      gradients[player].push(given.flatMap(numbers));
      tf.dispose([...given]);
    };
    return optimizer;
  };
  const context: GanContext = {
    method: settings,
    players,
    optimizers: { generator: watch('generator'), critic: watch('critic') },
    perturbation: new Perturbation(settings, random),
    random,
    step: () => 0,
    cosine: () => 1,
    rates: () => ({ generator: 1, critic: 1 }),
  };
  return { context, players, gradients };
}

const shown = (seed: string): Shown => ({ images: noiseBatch(seed).target.weak, labels: null });

describe('R1', () => {
  let both: { real: Shown; fake: Shown };
  beforeAll(() => {
    both = { real: shown('real'), fake: shown('fake') };
  });

  it('is gamma / 2 times the mean over images of the squared gradient of the sum of their scores', () => {
    const { context, players } = watchedPlayers({ penalties: { r1: { gamma: 3 } } });
    const expected = tf.tidy(() => {
      const gradient = gradientWithin(
        (x) => tf.sum<tf.Scalar>(players.critic.judge(x, null, { training: false }).scores),
        both.real.images,
      );
      return numbers(gradient).reduce((sum, value) => sum + value ** 2, 0) / both.real.images.shape[0];
    });
    tf.tidy(() => {
      // In evaluation mode, as what is expected: the power iteration stands still.
      const evaluated = { training: false } as unknown as typeof pass;
      const { figures } = updateCritic(context, both, evaluated);
      expect(figures.r1?.dataSync()[0]).toBeCloseTo(expected / 2, 5);
    });
    disposePlayers(players);
  });

  it('counts every-fold where it comes lazily', () => {
    const gradient = (every: number): number[] => {
      const { context, players, gradients } = watchedPlayers({
        penalties: { r1: { gamma: 3 }, every },
      });
      tf.tidy(() => penaliseCritic(context, both, pass));
      disposePlayers(players);
      return gradients.critic[0] ?? [];
    };
    const [once, sixteenth] = [gradient(1), gradient(16)];
    expect(Math.max(...once.map(Math.abs))).toBeGreaterThan(1e-3);
    once.forEach((value, i) => expect(sixteenth[i]).toBeCloseTo(16 * value, 4));
  });

  it("corrects Adam for the additional updates as StyleGAN2's trainer does", () => {
    const method = (every: number) =>
      ganConfig({
        penalties: { r1: {}, every },
        optimizers: { critic: { type: 'adam', lr: 0.0025, beta1: 0.1, beta2: 0.99 } },
      }).method;
    // 16 / 17 = 0.94117647; 0.1 ^ that = 0.11450476, 0.99 ^ that = 0.99058550
    const { critic, generator } = optimizerSettings(method(16));
    expect(critic).toMatchObject({ type: 'adam' });
    const { lr, beta1, beta2 } = critic as { lr: number; beta1: number; beta2: number };
    expect([lr, beta1, beta2].map((value) => value.toFixed(7))).toEqual([
      '0.0023529',
      '0.1145048',
      '0.9905855',
    ]);
    expect(generator.lr).toBe(2e-4);
    expect(optimizerSettings(method(1)).critic).toMatchObject({ lr: 0.0025, beta1: 0.1 });
  });
});

function disposePlayers(players: { generator: TinyGenerator; critic: TinyCritic }): void {
  for (const player of Object.values(players)) player.dispose();
}

describe("each player's update", () => {
  it('leaves the other alone', () => {
    const { gan, generator, critic } = tinyGan({ critic: { norm: 'spectral' } });
    const context = (gan as unknown as { context: GanContext }).context;
    const real = shown('real');
    gan.begin(0);
    let before = [weights(generator), weights(critic)];
    const drawn = tf.tidy(() => generator.forward(tf.zeros([4, latent]), null, pass));
    tf.tidy(() => updateCritic(context, { real, fake: { images: drawn, labels: null } }, pass).figures);
    expect(weights(generator)).toEqual(before[0]);
    expect(weights(critic)).not.toEqual(before[1]);
    before = [weights(generator), weights(critic)];
    tf.tidy(() => updateGenerator(context, real, draw(context, 4, null, pass), pass));
    expect(weights(generator)).not.toEqual(before[0]);
    expect(weights(critic)).toEqual(before[1]);
    disposeMethod(gan);
  });

  it('has images of its own: fresh noise each time, real and generated apart', () => {
    const { gan, generator, critic } = tinyGan({ criticSteps: 2 }, { watched: true });
    const batch = noiseBatch('batch', 8);
    step(gan, 0, batch);
    const noises = generator.asked.map(({ noise }) => numbers(noise).join());
    expect(noises).toHaveLength(3);
    expect(new Set(noises).size).toBe(3);
    // Real and generated images of both updates, then generated ones for the generator.
    expect(critic.seen.map(({ images }) => images.shape[0])).toEqual([4, 4, 4, 4, 4]);
    const real = numbers(batch.target.weak);
    expect(numbers(critic.seen[0]?.images as tf.Tensor)).toEqual(real.slice(0, real.length / 2));
    expect(numbers(critic.seen[2]?.images as tf.Tensor)).toEqual(real.slice(real.length / 2));
    disposeMethod(gan);
  });

  it('may be on the same images, of fresh noise in each step, which the generator shows the critic as it is by then', () => {
    const { gan, generator, critic } = tinyGan({ sameImages: true }, { watched: true });
    let gradients: number[][] = [];
    gan.optimizers.generator.apply = (given) => {
      gradients = given.map(numbers);
      tf.dispose([...given]);
    };
    for (const at of [0, 1]) step(gan, at, noiseBatch('batch'));
    const noises = generator.asked.map(({ noise }) => numbers(noise));
    expect(noises).toHaveLength(2);
    expect(noises[1]).not.toEqual(noises[0]);
    const [, fake, again, ...later] = critic.seen.map(({ images }) => numbers(images));
    expect(again).toEqual(fake);
    expect(later[1]).not.toEqual(fake);
    // Noise of the last step through both players as the critic's update left them: log(1 + e^-score).
    const noise = generator.asked.at(-1)?.noise as tf.Tensor2D;
    const tape = new GradientTape();
    const loss = tape.record(() => {
      const { scores } = critic.judge(generator.forward(noise, null, pass), null, { training: false });
      return tf.mean(tf.softplus(tf.neg(scores)));
    });
    const expected = tape.gradient(
      loss,
      generator.parameters().map(({ value }) => value),
    );
    expect(Math.max(...gradients.flat().map(Math.abs))).toBeGreaterThan(1e-3);
    expected.forEach((gradient, k) =>
      numbers(gradient).forEach((value, i) => expect(gradients[k]?.[i]).toBeCloseTo(value, 6)),
    );
    disposeMethod(gan);
  });

  it.each([
    ['non-saturating', -1],
    ['hinge', -1],
  ])('answers a critic that is very sure: %s', (name) => {
    // A score of -200, whose sigmoid is 0 and whose logarithm has no number: the loss is 200, as is the hinge's.
    const { context, players, gradients } = watchedPlayers({ loss: { name } });
    judgeBy(players.critic, (images) => tf.sub(tf.mean(images, [1, 2, 3]), 200));
    tf.tidy(() => {
      const { generator } = updateGenerator(context, shown('real'), draw(context, 4, null, pass), pass);
      expect(generator?.dataSync()[0]).toBeCloseTo(200, -1);
    });
    const largest = Math.max(...(gradients.generator[0] ?? []).map(Math.abs));
    expect(largest).toBeGreaterThan(1e-6);
    expect(largest).toBeLessThan(1);
    disposePlayers(players);
  });
});

describe('label smoothing', () => {
  // Real scores 1, generated ones -0.5: 0.9 log(1 + e^-1) + 0.1 log(1 + e) + log(1 + e^-0.5), or half of
  // (1 - 0.9)^2 + 0.5^2.
  it.each([
    ['minimax', 0.88733867],
    ['non-saturating', 0.88733867],
    ['least-squares', 0.13],
  ])("moves the critic's answer to real images alone: %s", (name, expected) => {
    const figures = (realLabel: number) =>
      tf.tidy(() => {
        const { context, players } = watchedPlayers({ loss: { name, realLabel } });
        judgeBy(players.critic, (images) => tf.mean(images, [1, 2, 3]));
        const real = { images: tf.ones<tf.Rank.R4>([4, side, side, 1]), labels: null };
        const fake = { images: tf.fill<tf.Rank.R4>([4, side, side, 1], -0.5), labels: null };
        const { critic } = updateCritic(context, { real, fake }, pass).figures;
        const { generator } = updateGenerator(context, real, draw(context, 4, null, pass), pass);
        const values = [critic, generator].map((figure) => figure?.dataSync()[0] ?? NaN);
        disposePlayers(players);
        return values;
      });
    const [smoothed, plain] = [figures(0.9), figures(1)];
    expect(smoothed[0]).toBeCloseTo(expected, 6);
    expect(smoothed[1]).toBe(plain[1]);
  });
});

describe('generated classes', () => {
  /** Classes that the generator was asked for in ten steps on images of one class, which the critic then saw. */
  function asked(generatedLabels: string): { asked: number[][]; seen: number[][] } {
    const method = {
      domain: 'source',
      generator: { condition: 'concat' },
      critic: { condition: 'projection' },
      generatedLabels,
    };
    const { gan, generator, critic } = tinyGan(method, { watched: true });
    const { source } = noiseBatch('batch');
    const labels = tf.fill([4], 2, 'int32') as tf.Tensor1D;
    for (let i = 0; i < 10; i++) step(gan, i, { source: { ...source, labels } });
    const values = (passes: { labels: tf.Tensor | null }[]): number[][] =>
      passes.map(({ labels }) => numbers(labels as tf.Tensor));
    disposeMethod(gan);
    return { asked: values(generator.asked), seen: values(critic.seen) };
  }

  it('are all alike often, or as often as in the batch', () => {
    const uniform = asked('uniform');
    expect(new Set(uniform.asked.flat())).toEqual(new Set(Array.from({ length: classes }, (_, i) => i)));
    expect(new Set(asked('empirical').asked.flat())).toEqual(new Set([2]));
    // In each step: real, generated for the critic, generated for the generator; judged as what was asked for.
    uniform.seen.forEach((labels, i) => {
      const drawn = Math.floor(i / 3) * 2 + (i % 3) - 1;
      expect(labels).toEqual(i % 3 === 0 ? [2, 2, 2, 2] : uniform.asked[drawn]);
    });
  });
});

describe('what the critic says of classes', () => {
  const told = { domain: 'source', generator: { condition: 'concat' } };

  it('counts more and more, from one step of the transition to the other', () => {
    const { method } = ganConfig({
      ...told,
      critic: { condition: 'projection', transition: true },
      transition: { from: 2, to: 6 },
    });
    const weights = [0, 2, 3, 6, 50].map((at) =>
      tf.tidy(() => {
        const weight = conditionalWeight({ method, step: () => at });
        return typeof weight === 'number' ? weight : weight.dataSync()[0];
      }),
    );
    expect(weights).toEqual([0, 0, 0.25, 1, 1]);
    expect(
      conditionalWeight({
        method: ganConfig({ ...told, critic: { condition: 'auxiliary' } }).method,
        step: () => 0,
      }),
    ).toBe(1);
  });

  it("enters both players' losses where it guesses them", () => {
    const { gan } = tinyGan(
      { ...told, critic: { condition: 'auxiliary' } },
      { answers: { auxiliary: true } },
    );
    const figures = step(gan, 0, noiseBatch('batch'));
    // About the logarithm of 4 classes, of real and generated images in the critic's.
    expect(figures['class, critic']).toBeGreaterThan(Math.log(4));
    expect(figures['class, generator']).toBeGreaterThan(0.3 * Math.log(4));
    disposeMethod(gan);
  });
});

describe('instance noise', () => {
  it('lies on real and generated images, in both updates, and is gone at its end', () => {
    const { gan, critic, generator } = tinyGan(
      { instanceNoise: { deviation: 0.5, until: 10 } },
      { watched: true },
    );
    // A generator whose images are all 0, as the real ones.
    for (const parameter of generator.parameters()) parameter.assign(tf.zeros(parameter.value.shape));
    gan.optimizers.generator.apply = (gradients) => tf.dispose([...gradients]);
    const target = tf.zeros<tf.Rank.R4>([4, side, side, 1]);
    const batch = { target: { weak: target, strong: target } };
    for (const number of [0, 5, 10]) step(gan, number, batch);
    const deviations = critic.seen.map(({ images }) =>
      Math.sqrt(numbers(images).reduce((sum, value) => sum + value ** 2, 0) / images.size),
    );
    // 1024 numbers: the deviation's standard error is 2.2 % of it.
    [0.5, 0.5, 0.5, 0.25, 0.25, 0.25].forEach((expected, i) => {
      expect(deviations[i]).toBeGreaterThan(0.85 * expected);
      expect(deviations[i]).toBeLessThan(1.15 * expected);
    });
    expect(deviations.slice(6)).toEqual([0, 0, 0]);
    const [real, fake] = critic.seen.map(({ images }) => numbers(images));
    expect(real).not.toEqual(fake);
    disposeMethod(gan);
  });
});

describe('unrolling', () => {
  const method = { critic: { norm: 'spectral' }, unroll: { steps: 3 } };

  it('puts the critic and its optimiser back to the last bit, and the generator answers the later critic', () => {
    const [plain, unrolled] = [tinyGan({ critic: { norm: 'spectral' } }), tinyGan(method)];
    const batch = noiseBatch('batch');
    const norms = [plain, unrolled].map(({ gan }) => step(gan, 0, batch)['gradient norm, generator']);
    // The critic was judged once more in training by the generator: its power iteration is undone too.
    expect(weights(unrolled.critic)).toEqual(weights(plain.critic));
    for (const name of ['exp_avg', 'exp_avg_sq'])
      expect(optimizerState(unrolled, name)).toEqual(optimizerState(plain, name));
    expect(unrolled.gan.optimizers.critic.updates).toBe(1);
    expect(norms[1]).not.toBe(norms[0]);
    for (const { gan } of [plain, unrolled]) disposeMethod(gan);
  });

  it('lets the critic see each image once in its own update, and three times ahead', () => {
    const { gan, critic } = tinyGan(method, { watched: true });
    step(gan, 0, noiseBatch('batch'));
    expect(critic.seen).toHaveLength(2 + 3 * 2 + 1);
    disposeMethod(gan);
  });
});

describe('drawing', () => {
  it('is in evaluation mode: an image does not depend on the others of its batch, and nothing learns from it', () => {
    const { gan, generator, critic, random } = tinyGan({ ema: {} });
    step(gan, 0, noiseBatch('batch'));
    const before = [state(generator), state(critic), state(gan.modules.average as Module), random.state()];
    const noise = tf.randomNormal<tf.Rank.R2>([5, latent], 0, 1, 'float32', 4);
    const all = numbers(gan.generator.draw(noise));
    const first = numbers(gan.generator.draw(tf.slice(noise, 0, 1)));
    first.forEach((value, i) => expect(value).toBeCloseTo(all[i] as number, 6));
    expect([state(generator), state(critic), state(gan.modules.average as Module), random.state()]).toEqual(
      before,
    );
    disposeMethod(gan);
  });
});

const optimizerState = ({ gan }: ReturnType<typeof tinyGan>, name: string): number[] =>
  numbers((gan.optimizers.critic as Adam).buffers[name as 'exp_avg'].value);

/** A critic of these scores [N], on which its weights have no influence. */
function judgeBy(critic: TinyCritic, score: (images: tf.Tensor4D) => tf.Tensor): void {
  critic.judge = (images) => {
    const none = tf.addN(critic.parameters().map(({ value }) => tf.mul(tf.sum(value), 0)));
    return { scores: tf.add(tf.reshape(score(images), [-1, 1]), none), gradient: () => images };
  };
}
