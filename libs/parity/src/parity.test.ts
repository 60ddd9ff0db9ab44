import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startEngine } from '@jiagu/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareTensor } from './compare.js';
import { ReferenceGenerator } from './generator.js';
import { readReference } from './reference-file.js';
import { runParity } from './run-parity.js';

beforeAll(() => startEngine());

describe('the generator', () => {
  it('gives the numbers that a Python program gives for the text "foo/bar"', () => {
    const generator = new ReferenceGenerator('foo');
    expect([...generator.values('bar', 3)]).toEqual(
      [-0.7697904109954834, 0.8595036268234253, -0.805853545665741].map(Math.fround),
    );
    expect([...generator.labels('bar', 3, 7)]).toEqual([0, 6, 0]);
  });
});

describe('a comparison', () => {
  it('sees values in the wrong place though the norm is right', () => {
    const summary = { n: 3, mean: 2, l2: Math.sqrt(14), absmax: 3, at: [0, 2], values: [1, 3] };
    expect(compareTensor('x', summary, [1, 2, 3])).toMatchObject({ relativeError: 0, valueError: 0 });
    const swapped = compareTensor('x', summary, [3, 2, 1]);
    expect(swapped.relativeError).toBe(0);
    expect(swapped.valueError).toBeCloseTo(2 / 3, 10);
  });
});

/** Numbers of the published implementation stand beside the clone on development machines only. */
const published = fileURLToPath(new URL('../../../../shared/parity/reference-64px.json', import.meta.url));

describe.runIf(existsSync(published))('the published implementation', () => {
  it('agrees in every loss, forward tensor, gradient, update and statistic', () => {
    const reference = readReference(published);
    const groups = runParity(reference);
    expect(groups.map(({ group }) => group)).toEqual([
      'forward',
      'losses of step 0',
      'gradients',
      ...Array.from({ length: reference.steps - 1 }, (_, i) => `losses of step ${i + 1}`),
      'updates',
      'running statistics',
      'evaluation logits',
    ]);
    for (const { group, passed, members } of groups)
      expect(passed, `${group}: ${JSON.stringify(members.slice(0, 3))}`).toBe(true);
    // The bounds are on norms; values in the right places are what tells layouts apart.
    const [forward] = groups;
    expect(Math.max(...(forward?.members ?? []).map(({ valueError }) => valueError ?? NaN))).toBeLessThan(
      1e-4,
    );
  });
});
