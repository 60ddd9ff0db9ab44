import { expect, it } from 'vitest';
import { configSchema } from './schema.js';

const parts = { train: 'none', test: 'none' };
const parse = (method: object, batchSize = 16) =>
  configSchema.safeParse({
    name: 'alignment',
    data: { source: parts, target: parts, classes: 4 },
    method,
    training: { steps: 10, batchSize },
  });
/** Where it is wrong, or nothing. */
const faults = (...given: Parameters<typeof parse>): string[] =>
  parse(...given).error?.issues.map(({ path }) => path.join('.')) ?? [];

it('lists losses, each with defaults of its own, beside an adversary too', () => {
  const alignment = [{ loss: 'mean' }, { loss: 'spectral' }, { loss: 'hard-norm', weight: 1 }];
  for (const name of ['alignment', 'dann', 'mcd', 'mcc'])
    expect(parse({ name, alignment }).data?.method).toMatchObject({
      alignment: [
        { loss: 'mean', weight: 1, bandwidths: [0.125, 0.25, 0.5, 1, 2] },
        { loss: 'spectral', weight: 1e-4 },
        { loss: 'hard-norm', weight: 1, radius: 25 },
      ],
    });
});

it('says what is missing or out of place', () => {
  expect(faults({ name: 'alignment' })).toEqual(['method.alignment']);
  expect(faults({ name: 'alignment', alignment: [] })).toEqual(['method.alignment']);
  expect(faults({ name: 'dann', alignment: [{ loss: 'mmd' }] })).toEqual(['method.alignment.0.loss']);
  expect(faults({ name: 'dann', alignment: [{ loss: 'mean', radius: 1 }] })).toEqual(['method.alignment.0']);
  expect(faults({ name: 'dann', alignment: [{ loss: 'mean' }] }, 1)).toEqual(['training.batchSize']);
  expect(faults({ name: 'dann' }, 1)).toEqual([]);
  // Stages of the source alone have no length that suits all.
  expect(faults({ name: 'shot' })).toEqual(['method.warmup']);
  expect(faults({ name: 'adda', warmup: 0 })).toEqual(['method.warmup']);
  expect(faults({ name: 'shot', warmup: 5, alignment: [{ loss: 'mean' }] })).toEqual(['method']);
});
