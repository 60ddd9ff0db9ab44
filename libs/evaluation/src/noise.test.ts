import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { drawNoise, narrowNoise, noiseArc } from './noise.js';

const length = (vector: Float32Array): number => Math.hypot(...vector);

describe('narrowNoise', () => {
  it('has the spread of a normal distribution that is cut off, and keeps what lies within', () => {
    const noise = drawNoise(200, 100, new RandomStream('noise'));
    const narrow = narrowNoise(noise, 1, new RandomStream('narrow'));
    const [before, after] = [noise, narrow].map((vectors) => vectors.flatMap((vector) => [...vector]));
    expect(Math.max(...(after ?? []).map(Math.abs))).toBeLessThanOrEqual(1);
    (before ?? []).forEach((value, i) => {
      if (Math.abs(value) <= 1) expect(after?.[i]).toBe(value);
    });
    // The variance of N(0, 1) between -1 and 1 is 1 - 2 phi(1) / (2 Phi(1) - 1) = 1 - 0.483941 / 0.682689.
    const variance = (after ?? []).reduce((sum, value) => sum + value ** 2, 0) / 20_000;
    expect(Math.abs(variance - 0.29113)).toBeLessThan(0.01);
  });

  it('refuses a limit that nothing lies within', () => {
    expect(() => narrowNoise([Float32Array.of(1)], 0, new RandomStream(''))).toThrow(
      /limit above 0, not at 0/,
    );
  });
});

describe('noiseArc', () => {
  it('keeps the length and goes in equal angles', () => {
    const way = noiseArc(Float32Array.of(2, 0, 0), Float32Array.of(0, 2, 0), 4);
    way.forEach((point, i) => {
      const angle = (i * Math.PI) / 6;
      expect(point[0]).toBeCloseTo(2 * Math.cos(angle), 6);
      expect(point[1]).toBeCloseTo(2 * Math.sin(angle), 6);
      expect(length(point)).toBeCloseTo(2, 6);
    });
  });

  it('is straight where there is no arc', () => {
    const values = noiseArc(Float32Array.of(1), Float32Array.of(-1), 3).map(([value]) => value);
    expect(values).toEqual([1, 0, -1]);
    expect(noiseArc(Float32Array.of(1, 1), Float32Array.of(3, 3), 2)[1]).toEqual(Float32Array.of(3, 3));
  });
});
