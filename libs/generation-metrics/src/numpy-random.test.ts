import { describe, expect, it } from 'vitest';
import { NumpyRandom } from './numpy-random.js';

describe('numpy random', () => {
  it('is MT19937: the 10,000th number of seed 5489 is that of the C++ standard', () => {
    const random = new NumpyRandom(5489);
    const numbers = Array.from({ length: 10_000 }, () => random.uint32());
    expect([numbers[0], numbers.at(-1)]).toEqual([3499211612, 4123659995]);
  });

  it('permutes and chooses as numpy 2.4.6 does', () => {
    const permutation = (seed: number, count: number) => Array.from(new NumpyRandom(seed).permutation(count));
    expect(permutation(0, 10)).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
    expect(permutation(4294967295, 12)).toEqual([11, 8, 5, 9, 1, 10, 6, 0, 4, 7, 2, 3]);
    expect(permutation(123, 70_000).slice(0, 6)).toEqual([21971, 16953, 48447, 42344, 4376, 65743]);
    expect(permutation(1, 0)).toEqual([]);

    // One generator draws on: the second choice goes on where the first ended.
    const random = new NumpyRandom(7);
    expect(Array.from(random.choice(1000, 5))).toEqual([778, 334, 271, 802, 216]);
    expect(Array.from(random.choice(33, 5))).toEqual([27, 3, 11, 10, 0]);
  });

  it('refuses a seed that numpy refuses', () => {
    for (const seed of [-1, 1.5, 2 ** 32]) expect(() => new NumpyRandom(seed)).toThrow(`seed: ${seed}`);
  });
});
