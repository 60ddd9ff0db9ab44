import { describe, expect, it } from 'vitest';
import { dot, eachPair, eachPairWithin, squaredDistance } from './pairs.js';

// More rows than two blocks hold.
const rows = (count: number) => Array.from({ length: count }, (_, i) => Float32Array.of(i));
const first = (a: Float32Array, b: Float32Array) => (a[0] as number) * 1000 + (b[0] as number);

describe('pairs', () => {
  it('of two sets are all visited once, each with its own value, and for each row in order', () => {
    const seen = new Map<number, number[]>();
    eachPair(rows(130), rows(70), first, (i, j, value) => {
      seen.set(i, [...(seen.get(i) ?? []), value === i * 1000 + j ? j : NaN]);
    });
    const columns = Array.from({ length: 70 }, (_, j) => j);
    expect([...seen.values()]).toEqual(Array.from({ length: 130 }, () => columns));
  });

  it('of one set are visited once, without a row beside itself', () => {
    const seen = new Set<number>();
    let visits = 0;
    eachPairWithin(rows(130), first, (i, j, value) => {
      visits++;
      if (j < i && value === i * 1000 + j) seen.add(value);
    });
    expect([seen.size, visits]).toEqual([(130 * 129) / 2, (130 * 129) / 2]);
  });

  it('are measured in float64', () => {
    const [a, b] = [Float32Array.of(4097, 1), Float32Array.of(4097, -1)];
    // 4097² has 25 bits, more than float32 holds.
    expect(dot(a, b)).toBe(4097 ** 2 - 1);
    expect(squaredDistance(Float32Array.of(4097), Float32Array.of(0))).toBe(4097 ** 2);
    expect(squaredDistance(a, b)).toBe(4);
  });
});
