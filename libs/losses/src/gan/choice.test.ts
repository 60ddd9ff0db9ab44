import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { adversarialLoss, type AdversarialLossChoice } from './choice.js';

beforeAll(() => startEngine());

const value = (loss: tf.Scalar): number => loss.dataSync()[0] ?? NaN;

const real = [
  -1.3096930980682373, -1.2093273401260376, 0.29747116565704346, 1.5145193338394165, -0.2486419826745987,
  -1.7850408554077148, 0.5417903065681458, 1.93439519405365,
];
const fake = [
  -0.3020896911621094, 1.0082837343215942, 0.3597358763217926, -0.9955502152442932, -0.7087451815605164,
  -1.9153743982315063, -0.23578998446464539, -0.42936787009239197,
];

/** From numpy in float64, where those but the energies agree with PyTorch's to 1e-15. */
const references: [choice: AdversarialLossChoice, critic: number, generator: number][] = [
  [{ name: 'minimax', realLabel: 1 }, 1.4787105034685888, -0.5871959120651997],
  [{ name: 'minimax', realLabel: 0.9 }, 1.4754039125166099, -0.5871959120651997],
  [{ name: 'non-saturating', realLabel: 1 }, 1.4787105034685888, 0.9895581283292092],
  [{ name: 'non-saturating', realLabel: 0.9 }, 1.4754039125166099, 0.9895581283292092],
  [{ name: 'least-squares', realLabel: 1 }, 1.7507533240437994, 2.6346440456051883],
  [{ name: 'hinge' }, 1.9262398090213537, 0.4023622162640095],
  [{ name: 'wasserstein' }, -0.3692963067442179, 0.4023622162640095],
  [{ name: 'relativistic' }, 0.7537632980535316, 1.1230596047977497],
];

describe('adversarialLoss', () => {
  it.each(references)('%o as in float64', (choice, critic, generator) => {
    tf.tidy(() => {
      const loss = adversarialLoss(choice);
      const [reals, fakes] = [tf.tensor2d(real, [8, 1]), tf.tensor2d(fake, [8, 1])];
      expect(value(loss.critic(reals, fakes))).toBeCloseTo(critic, 5);
      expect(value(loss.generator(fakes, reals))).toBeCloseTo(generator, 5);
    });
  });

  it('energy as in float64, the margin of each sample', () => {
    tf.tidy(() => {
      const loss = adversarialLoss({ name: 'energy', margin: 1 });
      const [reals, fakes] = [tf.abs(tf.tensor1d(real)), tf.abs(tf.tensor1d(fake))];
      expect(value(loss.critic(reals, fakes))).toBeCloseTo(1.476200057193637, 5);
      expect(value(loss.generator(fakes, reals))).toBeCloseTo(0.7443671189248562, 5);
      const wider = adversarialLoss({ name: 'energy', margin: 4 });
      // Every energy is below 4: mean(real) + 4 - mean(fake).
      expect(value(wider.critic(reals, fakes))).toBeCloseTo(
        real.reduce((sum, x) => sum + Math.abs(x), 0) / 8 + 4 - 0.7443671189248562,
        5,
      );
    });
  });

  it('smooths least squares on the real side alone', () => {
    tf.tidy(() => {
      const loss = adversarialLoss({ name: 'least-squares', realLabel: 0.9 });
      const at = (score: number): tf.Tensor => tf.scalar(score);
      expect(value(loss.critic(at(0.9), at(0)))).toBe(0);
      expect(value(loss.generator(at(1), at(0)))).toBe(0);
    });
  });

  it('keeps value and gradient of logits at which a sigmoid is 0 or 1', () => {
    tf.tidy(() => {
      for (const name of ['minimax', 'non-saturating'] as const) {
        const loss = adversarialLoss({ name, realLabel: 1 });
        const critic = tf.valueAndGrad((x: tf.Tensor) => loss.critic(x, tf.neg(x)));
        const wrong = critic(tf.scalar(-200));
        expect(value(wrong.value as tf.Scalar)).toBe(400);
        expect(value(wrong.grad as tf.Scalar)).toBe(-2);
      }
      const { generator } = adversarialLoss({ name: 'non-saturating', realLabel: 1 });
      const slope = tf.grad((x: tf.Tensor) => generator(x, x))(tf.scalar(-200));
      expect(value(slope as tf.Scalar)).toBe(-1);
    });
  });

  it("hinge: the generator's gradient goes on beyond the margin, the critic's ends there", () => {
    tf.tidy(() => {
      const { critic, generator } = adversarialLoss({ name: 'hinge' });
      const [sure, far] = [tf.scalar(3), tf.scalar(-3)];
      expect(value(generator(sure, sure))).toBe(-3);
      expect(value(tf.grad((x: tf.Tensor) => generator(x, x))(sure) as tf.Scalar)).toBe(-1);
      expect(value(critic(sure, far))).toBe(0);
      expect(value(critic(far, sure))).toBe(8);
    });
  });

  it('relativistic: refuses what makes no pairs', () => {
    const { critic } = adversarialLoss({ name: 'relativistic' });
    expect(() => tf.tidy(() => critic(tf.zeros([8, 1]), tf.zeros([1, 1])))).toThrow(/compares pairs/);
  });
});
