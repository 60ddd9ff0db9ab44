import { describe, expect, it } from 'vitest';
import type { MeasureName, ScoredMeasures } from './measures.js';
import { verdicts } from './verdict.js';

/** Figures as real images get them; each test says which are others. */
function measures(values: Partial<Record<MeasureName, number>> = {}, floored = true): ScoredMeasures {
  const floors = {
    fid: 1,
    kid: 0,
    precision: 0.8,
    recall: 0.8,
    coverage: 0.9,
    authenticity: 0.5,
    diversity: 4,
    labelCorrectness: 0.98,
  };
  return Object.fromEntries(
    Object.entries({ ...floors, ...values }).map(([name, value]) => [
      name,
      { value, floor: floored ? (floors[name as keyof typeof floors] ?? null) : null, better: 'higher' },
    ]),
  );
}
const kinds = (values: Partial<Record<MeasureName, number>>) =>
  verdicts(measures(values)).map(({ kind }) => kind);

describe('verdicts', () => {
  it('has nothing to say of figures near their floors', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ recall: 0.5, authenticity: 0.31, diversity: 2.5, coverage: 0.5 })).toEqual([]);
  });

  it('tells a copier of perfect figures by authenticity', () => {
    const [verdict] = verdicts(measures({ precision: 1, recall: 1, coverage: 1, authenticity: 0 }));
    expect(verdict?.kind).toBe('copies');
    expect(verdict?.figures).toContain('authenticity 0.00, of real images 0.50');
    expect(verdict?.advice).toContain('Do not train on them');
  });

  it('does not take blurred images, near many real ones but of little variety, for copies', () => {
    expect(kinds({ authenticity: 0.1, recall: 0.2, diversity: 2.5 })).toEqual([]);
  });

  it('tells one image over and over, though it is a good one and a copy', () => {
    const [verdict, ...others] = verdicts(
      measures({ precision: 1, recall: 0, coverage: 0.01, diversity: 0, authenticity: 0 }),
    );
    expect(verdict?.kind).toBe('collapsed');
    expect(verdict?.figures).toContain('recall 0.00, of real images 0.80');
    expect(others).toEqual([]);
    // A few images far apart are as varied as all, but like few.
    expect(kinds({ precision: 1, recall: 0.02, coverage: 0.05 })).toEqual(['collapsed']);
  });

  it('tells copies of a small set, of which recall sees nothing, by coverage and diversity', () => {
    // As a GAN of 24 training images got them, held against 240 test images.
    const kept = { precision: 0.8, recall: 0.01, coverage: 0.9, diversity: 3.6, authenticity: 0.26 };
    expect(kinds(kept)).toEqual(['copies']);
    expect(kinds({ ...kept, coverage: 0.3 })).toEqual(['collapsed']);
    expect(kinds({ ...kept, authenticity: 0.31 })).toEqual([]);
  });

  it('tells images like none that are real from a collapse', () => {
    expect(kinds({ precision: 0, recall: 0, coverage: 0, authenticity: 1 })).toEqual(['far off']);
  });

  it('tells shuffled labels, beside what else there is', () => {
    expect(kinds({ labelCorrectness: 0.04 })).toEqual(['labels']);
    expect(kinds({ labelCorrectness: 0.04, authenticity: 0 })).toEqual(['copies', 'labels']);
  });

  it('does not judge without floors, nor where real images are read no better', () => {
    expect(verdicts(measures({ recall: 0, authenticity: 0, labelCorrectness: 0 }, false))).toEqual([]);
    expect(verdicts({ labelCorrectness: { value: 0.1, floor: 0.15, better: 'higher' } })).toEqual([]);
    expect(verdicts({})).toEqual([]);
  });
});
