import { fileURLToPath } from 'node:url';
import _ from 'lodash';
import { expect, it } from 'vitest';
import { loadConfig } from './load-config.js';

const load = (name: string): unknown =>
  loadConfig(fileURLToPath(new URL(`../../../configs/${name}.yaml`, import.meta.url)));

/** Keys and values of a tree that differ from another's. */
function differences(ours: unknown, theirs: unknown, path = ''): [key: string, value: unknown][] {
  if (!_.isPlainObject(ours)) return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [[path, ours]];
  return Object.entries(ours as object).flatMap(([key, value]) =>
    differences(value, (theirs as Record<string, unknown> | undefined)?.[key], path ? `${path}.${key}` : key),
  );
}

it('the reference configuration differs from the sound one by the published peculiarities alone', () => {
  const [reference, sound] = [load('oracle241-reference'), load('oracle241')];
  const peculiarities = {
    'data.augmentation.source.weak.horizontalFlip': 0.5,
    'data.augmentation.target.weak.horizontalFlip': 0.5,
    'model.batchNorm.statistics': 'shared',
    'method.featureDiscriminator.sigmoid': true,
    'training.checkpoint.best': 'oracle',
  };
  const intervals = ['training.evaluate.every', 'training.checkpoint.every'];
  const found = differences(reference, sound).filter(
    ([key]) => !['name', 'title', ...intervals].includes(key),
  );
  expect(Object.fromEntries(found)).toEqual(peculiarities);
  // What is published and sound alike.
  expect(reference).toMatchObject({
    method: { perceptual: { textureWeights: [1, 1, 1] }, optimizers: { encoder: { lr: 2.5e-4 } } },
    training: { steps: 250_000, batchSize: 16, log: { every: 30 }, samples: { every: 500 } },
  });
});
