import type { CycleganConfig } from '@jiagu/config';
import type { CriticNetwork } from '@jiagu/critic';
import { startEngine } from '@jiagu/engine';
import { GradientTape, type Module } from '@jiagu/nn';
import { RandomStream, RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import type { TranslatorNetwork } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCyclegan } from './build-cyclegan.js';
import type { CycleGan } from './cyclegan.js';
import { expectSteps } from './testing/describe-steps.js';
import { count, noiseBatch, side, translationConfig } from './testing/tiny-translation.js';

beforeAll(() => startEngine());

function build(settings: object = {}, steps = 10): CycleGan {
  const config = translationConfig({ name: 'cyclegan', ...settings }, steps);
  return buildCyclegan(config, config.method as CycleganConfig, new RandomStreams(0));
}
const networks = ({ modules }: CycleGan) =>
  modules as unknown as Record<'s2t' | 't2s', TranslatorNetwork> &
    Record<'critic_source' | 'critic_target', CriticNetwork>;
const trained = ['s2t', 't2s', 'critic_source', 'critic_target'] as const;
const weights = (module: Module | undefined): number[] =>
  module?.parameters().flatMap(({ value }) => Array.from(value.dataSync())) ?? [];
const numbers = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
/** The mean of a function of the values of one tensor or two, in float64. */
const mean = (of: (x: number, y: number) => number, x: tf.Tensor, y: tf.Tensor = x): number => {
  const [a, b] = [numbers(x), numbers(y)];
  return a.reduce((sum, value, i) => sum + of(value, b[i] ?? NaN), 0) / a.length;
};
const distance = (x: tf.Tensor, y: tf.Tensor): number => mean((a, b) => Math.abs(a - b), x, y);
const figuresOf = (figures: Record<string, tf.Scalar>): Record<string, number> =>
  _.mapValues(figures, (figure) => figure.dataSync()[0] ?? NaN);
const pass = { training: true, masks: new RandomStream('unused') };

/** What the networks make of a batch, as it is. */
function made(gan: CycleGan, { source, target }: ReturnType<typeof noiseBatch>) {
  const { s2t, t2s, critic_source, critic_target } = networks(gan);
  const [s, t] = [source.weak, target.weak];
  const forward = (network: TranslatorNetwork, images: tf.Tensor4D) => network.forward(images, pass);
  const score = (critic: CriticNetwork, images: tf.Tensor4D) =>
    critic.judge(images, null, { training: true }).scores;
  const [toTarget, toSource] = [forward(s2t, s), forward(t2s, t)];
  return {
    translated: { target: toTarget, source: toSource },
    back: { source: forward(t2s, toTarget), target: forward(s2t, toSource) },
    same: { target: forward(s2t, t), source: forward(t2s, s) },
    real: { source: score(critic_source, s), target: score(critic_target, t) },
    fake: { source: score(critic_source, toSource), target: score(critic_target, toTarget) },
  };
}

describe("CycleGAN's losses", () => {
  it.each([
    ['least-squares', (x: number) => (x - 1) ** 2, (x: number) => x ** 2],
    ['non-saturating', (x: number) => Math.log1p(Math.exp(-x)), (x: number) => Math.log1p(Math.exp(x))],
  ])('are as in float64, of the networks before the step: %s', (name, one, zero) => {
    const gan = build({ loss: { name }, critic: { body: 'patch', width: 2, layers: 1, norm: 'none' } });
    const batch = noiseBatch('batch');
    const [s, t] = [batch.source.weak, batch.target.weak];
    tf.tidy(() => {
      const { back, same, real, fake } = made(gan, batch);
      gan.begin(0);
      const figures = figuresOf(gan.trainStep(batch));
      const expected = {
        // Half of the sum, by published code whatever the loss; of old translations the pool has none yet.
        'critic, source': (mean(one, real.source) + mean(zero, fake.source)) / 2,
        'critic, target': (mean(one, real.target) + mean(zero, fake.target)) / 2,
        'generator, target': mean(one, fake.target),
        'generator, source': mean(one, fake.source),
        'cycle, source': distance(back.source, s),
        'cycle, target': distance(back.target, t),
        // What the translator into the target makes of the target.
        'identity, target': distance(same.target, t),
        'identity, source': distance(same.source, s),
      };
      for (const [term, value] of Object.entries(expected)) expect(figures[term], term).toBeCloseTo(value, 5);
    });
    disposeMethod(gan);
  });

  it('have the published weights: 10 for the way back, 5 for identity, 1 for the critic', () => {
    const gan = build();
    const batch = noiseBatch('batch');
    let applied: Float32Array[] = [];
    gan.optimizers.translators.apply = (gradients) => {
      applied = gradients.map(numbers);
      tf.dispose([...gradients]);
    };
    const tape = new GradientTape();
    const total = tape.record(() => {
      const { back, same, fake } = made(gan, batch);
      const l1 = (x: tf.Tensor, y: tf.Tensor) => tf.mean(tf.abs(tf.sub(x, y)));
      const [s, t] = [batch.source.weak, batch.target.weak];
      return tf.addN([
        tf.mean(tf.square(tf.sub(fake.source, 1))),
        tf.mean(tf.square(tf.sub(fake.target, 1))),
        tf.mul(10, tf.add(l1(back.source, s), l1(back.target, t))),
        tf.mul(5, tf.add(l1(same.source, s), l1(same.target, t))),
      ]) as tf.Scalar;
    });
    const expected = tape.gradient(total, gan.optimizers.translators.values).map(numbers);
    gan.begin(0);
    tf.dispose(tf.tidy(() => gan.trainStep(batch)));
    const largest = Math.max(...expected.flatMap((gradient) => Array.from(gradient, Math.abs)));
    expected.forEach((gradient, k) =>
      gradient.forEach((value, i) =>
        expect(Math.abs((applied[k]?.[i] ?? NaN) - value) / largest).toBeLessThan(1e-4),
      ),
    );
    disposeMethod(gan);
  });

  it('leaves out what has no weight', () => {
    const gan = build({ weights: { cycle: 0, identity: 0 } });
    gan.begin(0);
    const figures = tf.tidy(() => Object.keys(gan.trainStep(noiseBatch('batch'))));
    expect(figures.filter((name) => /cycle|identity/.test(name))).toEqual([]);
    disposeMethod(gan);
  });
});

describe("CycleGAN's updates", () => {
  it('move the translators first, then the critics, each without the other', () => {
    const gan = build();
    const order: string[] = [];
    const { translators, critics } = gan.optimizers;
    for (const [name, optimizer] of Object.entries({ translators, critics })) {
      const apply = optimizer.apply.bind(optimizer);
      optimizer.apply = (gradients, rate) => {
        const others = trained.filter((of) => of.startsWith('critic') === (name === 'translators'));
        const before = others.map((of) => weights(gan.modules[of]));
        apply(gradients, rate);
        expect(others.map((of) => weights(gan.modules[of]))).toEqual(before);
        order.push(name);
      };
    }
    const fresh = _.mapValues(_.pick(networks(gan), trained), weights);
    gan.begin(0);
    tf.dispose(tf.tidy(() => gan.trainStep(noiseBatch('batch'))));
    expect(order).toEqual(['translators', 'critics']);
    for (const [name, before] of Object.entries(fresh))
      expect(weights(gan.modules[name]), name).not.toEqual(before);
    disposeMethod(gan);
  });

  it('show the critics old translations: half of the time once the pool is full', () => {
    const gan = build({ pool: count }, 100);
    const { critic_target } = networks(gan);
    const judged: string[] = [];
    const judge = critic_target.judge.bind(critic_target);
    critic_target.judge = (images, labels, how) => {
      judged.push(numbers(images).join());
      return judge(images, labels, how);
    };
    const seen: { new: string; shown: string }[] = [];
    for (let step = 0; step < 9; step++) {
      judged.length = 0;
      gan.begin(step);
      tf.dispose(tf.tidy(() => gan.trainStep(noiseBatch(`batch ${step}`))));
      // The translator's loss on the new ones, then the critic's on real ones and on those that it is shown.
      expect(judged).toHaveLength(3);
      seen.push({ new: judged[0] ?? '', shown: judged[2] ?? '' });
    }
    expect(seen[0]?.shown).toBe(seen[0]?.new);
    const parts = (of: 'new' | 'shown') =>
      seen
        .slice(1)
        .flatMap((images) => _.chunk(images[of].split(','), side ** 2).map((image) => image.join()));
    const [fresh, shown] = [parts('new'), parts('shown')];
    const old = shown.filter((image, i) => image !== fresh[i]).length;
    // 24 images, each with probability one half: 12 give or take 3 standard errors.
    expect(Math.abs(old - 12)).toBeLessThan(7.4);
    disposeMethod(gan);
  });

  it('keep their rates for half of the run, then lower them to almost 0', () => {
    // Published: 200 epochs, factor 1 - max(0, epoch + 1 - 100) / 101.
    const gan = build({}, 200);
    const factors = [0, 99, 100, 150, 199].map((step) => (gan.rates(step).translators ?? NaN) / 2e-4);
    [1, 1, 100 / 101, 50 / 101, 1 / 101].forEach((factor, i) => expect(factors[i]).toBeCloseTo(factor, 10));
    expect(gan.rates(150).critics).toBe(gan.rates(150).translators);
    const steady = build({ decayFrom: 1, optimizers: { critic: { lr: 4e-4 } } }, 200);
    expect(steady.rates(199)).toEqual({ translators: 2e-4, critics: 4e-4 });
    for (const each of [gan, steady]) disposeMethod(each);
  });
});

describe("CycleGAN's steps", () => {
  it('are the same recorded and after a checkpoint, with everything that has state or randomness of its own', () =>
    expectSteps({
      name: 'cyclegan',
      translator: { body: 'resnet', width: 2, blocks: 1, norm: 'batch', noise: 'dropout' },
      critic: { body: 'patch', width: 2, layers: 1, norm: 'spectral' },
      loss: { name: 'relativistic' },
      augmentation: {},
      ema: { halfLife: 20 },
      pool: 4,
    }));
});

describe("CycleGAN's translation", () => {
  it('goes both ways, by the moving averages where there are any, and is the same at every call', () => {
    const gan = build({ ema: {}, translator: { body: 'unet', width: 2 } });
    const { s2t } = networks(gan);
    const batch = noiseBatch('batch');
    // After its first step, an average is the network itself.
    for (const step of [0, 1]) {
      gan.begin(step);
      tf.dispose(tf.tidy(() => gan.trainStep(batch)));
    }
    tf.tidy(() => {
      const images = batch.source.weak;
      const { directions, takesTexture } = gan.translation;
      expect({ directions, takesTexture }).toEqual({ directions: ['source', 'target'], takesTexture: false });
      const [first, again] = [1, 2].map(() => numbers(gan.translation.translate(images, 'source', images)));
      expect(again).toEqual(first);
      const average = (gan.modules.average_s2t as unknown as { network: TranslatorNetwork }).network;
      const evaluated = { training: false, masks: new RandomStream('translation') };
      expect(numbers(average.forward(images, evaluated))).toEqual(first);
      expect(numbers(s2t.forward(images, evaluated))).not.toEqual(first);
      expect(numbers(gan.translation.translate(images, 'target', images))).not.toEqual(first);
    });
    disposeMethod(gan);
  });
});
