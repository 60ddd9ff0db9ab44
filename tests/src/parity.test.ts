import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@jiagu/engine';
import { readReference, runParity, type Reference } from '@jiagu/parity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReference } from './float64/make-reference.js';
import { uniform } from './float64/generated.js';
import { add, type Tensor } from './float64/tensor.js';
import { Training } from './float64/training.js';

/** The published networks, thirty-two times narrower; a schedule that updates the image discriminators twice. */
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
  power: 0.7,
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
let reference: Reference;

beforeAll(async () => {
  await startEngine();
  writeFileSync(file, JSON.stringify({ ...makeReference(settings), tolerance }));
  reference = readReference(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the float64 reference', () => {
  it('follows the gradients of its losses', () => {
    const still = { encoder: 0, featureDiscriminator: 0, reconstruction: 0, imageDiscriminator: 0 };
    const training = new Training({ ...settings, lr: still });
    // Without the classification of translated images, into which no gradient flows from there.
    const loss = (): Tensor => {
      const { total, cls_s2t } = training.step(0).losses;
      return add(total as Tensor, cls_s2t as Tensor, -1);
    };
    loss().backward();
    const parameters = [...training.state.startingWith('enc_', 'dec.')];
    const directions = parameters.map(([name, { size }]) => uniform('direction', name, size));
    const slope = parameters.reduce(
      (sum, [, { grad }], k) =>
        sum + (directions[k] as Float64Array).reduce((along, d, i) => along + d * (grad?.[i] ?? NaN), 0),
      0,
    );
    const move = (by: number): void =>
      parameters.forEach(([, { data }], k) =>
        data.forEach((value, i) => (data[i] = value + by * (directions[k]?.[i] ?? NaN))),
      );
    // So small a step that no value passes the kink of a ReLU.
    const h = 1e-9;
    move(h);
    const above = loss().value;
    move(-2 * h);
    expect((above - loss().value) / (2 * h) / slope).toBeCloseTo(1, 4);
  });
});

describe('the training step against the float64 reference', () => {
  it('agrees, plain and compiled, in everything', () => {
    const groups = runParity(reference);
    const names = ['forward', 'losses of step 0', 'gradients', 'losses of step 1', 'losses of step 2'];
    const atEnd = ['updates', 'running statistics', 'evaluation logits'];
    expect(groups.map(({ execution, group }) => `${execution}: ${group}`)).toEqual([
      ...[...names, ...atEnd].map((name) => `plain: ${name}`),
      ...[...names, ...atEnd].map((name) => `compiled: ${name}`),
      'compiled: losses against plain steps from the same states',
    ]);
    for (const { execution, group, passed, members } of groups) {
      expect(passed, `${execution}: ${group}: ${JSON.stringify(members.slice(0, 3))}`).toBe(true);
      // Norms don't see a wrong order; single values do.
      if (group === 'forward')
        for (const { name, valueError } of members) expect(valueError, name).toBeLessThan(1e-4);
    }
    const sizes = Object.fromEntries(groups.map(({ group, members }) => [group, members.length]));
    expect(sizes).toMatchObject({ forward: 20, 'losses of step 0': 13, 'losses of step 1': 11 });
    expect(sizes.gradients).toBe(Object.keys(reference.expected.steps[0]?.grads ?? {}).length - 10);
  });

  it('does not agree with another schedule, rate, optimiser or number', () => {
    const failing = (change: (changed: Reference) => void): string[] => {
      const changed = structuredClone(reference);
      change(changed);
      return runParity(changed, { executions: ['plain'] })
        .filter(({ passed }) => !passed)
        .map(({ group }) => group);
    };
    const { 'dis_f.ad_layer1.bias': bias } = reference.expected.update;
    const wrong = { ...bias, l2: 2 * (bias?.l2 ?? NaN) } as Reference['expected']['eval_logits'];
    expect(failing(({ expected }) => (expected.update['dis_f.ad_layer1.bias'] = wrong))).toEqual(['updates']);
    expect(failing((changed) => (changed.lr.reconstruction *= 1.1))).toContain('updates');
    expect(failing((changed) => (changed.momentum = 0))).toContain('updates');
    expect(() => failing((changed) => (changed.discriminatorEvery = 3))).toThrow(
      'the reference states the loss dis_s2t, which is not computed here',
    );
  });
});
