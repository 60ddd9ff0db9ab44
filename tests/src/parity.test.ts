import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@jiagu/engine';
import { readReference, runParity } from '@jiagu/parity';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeReference } from './float64/make-reference.js';

/** Three iterations of very small networks; every second one updates the image discriminators. */
const settings = {
  seed: 'float64',
  batch: 3,
  imageSize: 64,
  steps: 3,
  totalSteps: 10,
  numClasses: 7,
  privateCodeSize: 4,
  discriminatorEvery: 2,
  lr: { encoder: 5e-6, featureDiscriminator: 2e-6, reconstruction: 2e-5, imageDiscriminator: 2e-6 },
  weightDecay: 5e-4,
  momentum: 0.9,
  power: 0.9,
  width: { encoder: 2, decoder: 8, least: 2, hidden: 32, vgg: 2 },
};

/**
 * What single precision may differ by. Gradients and updates differ by more: rounding decides which way a ReLU, an
 * absolute value or a maximum goes, and Adam makes a full step of a gradient that is nearly zero.
 */
const tolerance = {
  forward: { worst: 1e-5, median: 1e-6 },
  losses: [
    { worst: 1e-5, median: 1e-6 },
    { worst: 1e-4, median: 1e-5 },
  ],
  gradients: { worst: 2e-2, median: 1e-3 },
  updates: { worst: 0.1, median: 2e-3 },
  runningStatistics: { worst: 1e-4, median: 1e-5 },
  evalLogits: { worst: 1e-4, median: 1e-4 },
};

const folder = mkdtempSync(join(tmpdir(), 'jiagu-parity-'));
const file = join(folder, 'reference.json');

beforeAll(async () => {
  await startEngine();
  writeFileSync(file, JSON.stringify({ ...makeReference(settings), tolerance }));
  return () => rmSync(folder, { recursive: true });
});

describe('an implementation in float64 and plain loops', () => {
  it('agrees in every loss, forward tensor, gradient, update and statistic, plain and compiled', () => {
    const groups = runParity(readReference(file));
    const names = groups.map(({ group }) => group);
    for (const name of ['forward', 'gradients', 'updates', 'running statistics', 'evaluation logits'])
      expect(names).toContain(name);
    for (const { execution, group, passed, worst, median, members } of groups)
      expect(passed, `${execution} ${group}: ${worst} ${median} ${JSON.stringify(members.slice(0, 3))}`).toBe(
        true,
      );
  });

  it('does not agree when one number of it is wrong', () => {
    const wrong = { ...makeReference(settings), tolerance };
    const [first] = wrong.expected.steps;
    if (!first) throw new Error('the reference has no step');
    first.losses.per_s2t = (first.losses.per_s2t ?? NaN) * 1.001;
    writeFileSync(file, JSON.stringify(wrong));
    const failed = runParity(readReference(file)).filter(({ passed }) => !passed);
    expect(new Set(failed.map(({ group }) => group))).toEqual(new Set(['losses of step 0']));
  });
});
