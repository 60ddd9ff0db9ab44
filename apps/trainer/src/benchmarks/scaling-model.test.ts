import { expect, it } from 'vitest';
import { efficiency, linkOf, sumSeconds } from './scaling-model.js';

const ethernet = { latency: 25e-6, bandwidth: 1.15e9 };

it('takes what a ring takes: 2 (N - 1) / N of the vector over the link', () => {
  // 100 MB by two ranks: one vector's worth each way and half of it added; 87 ms and 2.5 ms by hand.
  expect(sumSeconds(2, 100e6, ethernet)).toBeCloseTo(0.00005 + 0.08696 + 0.0025, 4);
  expect(sumSeconds(64, 0, ethernet)).toBeCloseTo(126 * 25e-6, 9);
});

it('finds the link again from two sums that it takes', () => {
  for (const ranks of [2, 4]) {
    const large = { bytes: 44e6, seconds: sumSeconds(ranks, 44e6, ethernet) };
    const { latency, bandwidth } = linkOf(ranks, sumSeconds(ranks, 0, ethernet), large);
    expect(latency).toBeCloseTo(ethernet.latency, 9);
    expect(bandwidth / ethernet.bandwidth).toBeCloseTo(1, 6);
  }
});

it('is the computing share of the time', () => {
  expect(efficiency(1, 7, 100e6, ethernet)).toBe(1);
  // A processor's step of 7 s hides in nothing the 90 ms.
  expect(efficiency(2, 7, 100e6, ethernet)).toBeCloseTo(7 / 7.0895, 4);
});
