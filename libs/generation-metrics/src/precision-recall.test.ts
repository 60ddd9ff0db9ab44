import { describe, expect, it } from 'vitest';
import { precisionRecall } from './precision-recall.js';
import { referenceFeatures } from './testing/reference-features.js';

const { generated, real } = referenceFeatures();

describe('precision and recall', () => {
  it("are torch-fidelity's (commit 5e211a9), k 3", () => {
    expect(precisionRecall(generated, real)).toEqual({ precision: 0.99, recall: 0.31 });
  });

  it("are prdc's with its k 5 and open balls", () => {
    expect(precisionRecall(generated, real, { nearest: 5, closed: false })).toEqual({
      precision: 0.996,
      recall: 0.432,
    });
  });

  it('change places with the sets, which may differ in size', () => {
    const there = precisionRecall(generated.slice(0, 90), real);
    const back = precisionRecall(real, generated.slice(0, 90));
    expect(there).toEqual({ precision: back.recall, recall: back.precision });
    expect(there).toEqual({ precision: 89 / 90, recall: 215 / 500 });
  });

  it('refuse a set without k neighbours, and a k that is none', () => {
    expect(() => precisionRecall(generated, real.slice(0, 3))).toThrow(
      '3 real images, but this measure needs 4 or more',
    );
    expect(() => precisionRecall(generated, real, { nearest: 0, closed: true })).toThrow('nearest: 0');
  });
});
