import { startEngine } from '@jiagu/engine';
import type { Module } from '@jiagu/nn';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { noiseBatch, step, tinyGan } from './testing/tiny-players.js';

beforeAll(() => startEngine());

const weights = (module: Module): number[] =>
  module.parameters().flatMap(({ value }) => Array.from(value.dataSync()));

const losses = [
  { name: 'minimax' },
  { name: 'non-saturating', realLabel: 0.9 },
  { name: 'least-squares' },
  { name: 'hinge' },
  { name: 'wasserstein' },
  { name: 'relativistic' },
  { name: 'energy', margin: 2 },
];
const penalties: [name: string, penalties: object, figures: string[]][] = [
  ['clip and gradient', { clip: 0.01, gradient: { drift: 0.001 } }, ['gradient penalty', 'drift']],
  ['r1 and r2', { r1: { gamma: 2, end: 1 }, r2: {} }, ['r1', 'r2']],
  ['r1 lazily', { r1: {}, every: 2 }, ['r1']],
];

describe("a GAN's step", () => {
  it.each(losses.flatMap((loss) => penalties.map((penalty) => [loss, ...penalty] as const)))(
    'moves both players along %o held by %s',
    (loss, _, held, figures) => {
      const ofEnergy = loss.name === 'energy';
      const method = {
        loss,
        penalties: { ...held, ...(ofEnergy && { pullingAway: 0.1 }) },
        critic: ofEnergy ? { body: 'autoencoder' } : { norm: 'spectral' },
      };
      const { gan, generator, critic } = tinyGan(method, { answers: { energy: ofEnergy } });
      const batch = noiseBatch('batch');
      const before = [weights(generator), weights(critic)];
      const found = step(gan, 0, batch);
      expect(weights(generator)).not.toEqual(before[0]);
      expect(weights(critic)).not.toEqual(before[1]);
      expect(Object.values(found).every(Number.isFinite)).toBe(true);
      for (const name of ['critic', 'generator', ...figures, ...(ofEnergy ? ['pulling away'] : [])])
        expect(found).toHaveProperty([name]);
      expect(Object.keys(found)).toEqual(
        expect.arrayContaining([
          'critic accuracy, real',
          'critic accuracy, generated',
          'critic score, real',
          'critic score, generated',
          'gradient norm, critic',
          'gradient norm, generator',
        ]),
      );
      if ('clip' in held)
        expect(Math.max(...weights(critic).map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.01));
      disposeMethod(gan);
    },
  );
});
