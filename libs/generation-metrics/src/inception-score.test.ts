import { describe, expect, it } from 'vitest';
import { inceptionScore, inceptionScoreInOrder } from './inception-score.js';
import { referenceFeatures } from './testing/reference-features.js';

const { logits } = referenceFeatures();
const hot = (label: number, classes: number) =>
  Float32Array.from({ length: classes }, (_, c) => (c === label ? 1000 : 0));

describe('inception score', () => {
  it("is torch-fidelity's (commit 5e211a9) over ten parts, shuffled as numpy does", () => {
    const { mean, deviation } = inceptionScore(logits);
    expect(mean).toBeCloseTo(3.51481201588535, 10);
    expect(deviation).toBeCloseTo(0.20985356188077833, 10);
  });

  it("is torch-fidelity's in the given order and of one part", () => {
    const { mean, deviation } = inceptionScoreInOrder(logits, 10);
    expect(mean).toBeCloseTo(3.538626980974327, 10);
    expect(deviation).toBeCloseTo(0.1842061178171827, 10);
    expect(inceptionScore(logits, { splits: 1 }).mean).toBeCloseTo(3.6472670033635843, 10);
  });

  it('is the number of classes at best and 1 at worst, also where probabilities underflow', () => {
    const all = Array.from({ length: 12 }, (_, n) => hot(n % 4, 5));
    expect(inceptionScore(all, { splits: 1 }).mean).toBeCloseTo(4, 12);
    expect(inceptionScore(all.map(() => hot(2, 5))).mean).toBeCloseTo(1, 12);
  });

  it('splits images that the parts do not divide evenly', () => {
    // Parts of 1, 2 and 2 images: scores 1, 2 and 1.
    const uneven = [0, 1, 2, 3, 3].map((label) => hot(label, 4));
    const { mean, deviation } = inceptionScoreInOrder(uneven, 3);
    expect(mean).toBeCloseTo(4 / 3, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(2) / 3, 12);
  });

  it('refuses fewer images than parts', () => {
    expect(() => inceptionScore(logits.slice(0, 9))).toThrow('9 generated images');
    expect(() => inceptionScore(logits, { splits: 0 })).toThrow('splits: 0');
  });
});
