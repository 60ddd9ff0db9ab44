import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { epochLength, epochOrder } from './epoch-order.js';

const labels = [0, 1, 1, 1, 1, 2, 2, 2];
const dataset = (balanced: boolean) => ({ labels: Int32Array.from(labels), balanced });

describe('epochOrder', () => {
  it('has every image once', () => {
    const order = epochOrder(dataset(false), new RandomStream('order'));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('has every class equally often where that is wanted, and every image', () => {
    const order = Array.from(epochOrder(dataset(true), new RandomStream('order')));
    expect(order).toHaveLength(12);
    expect(epochLength(dataset(true))).toBe(12);
    for (const label of [0, 1, 2]) expect(order.filter((i) => labels[i] === label)).toHaveLength(4);
    expect(new Set(order).size).toBe(8);
    // Classes are mixed: the first half is not one class after the other.
    expect(new Set(order.slice(0, 6).map((i) => labels[i])).size).toBe(3);
    expect(Array.from(epochOrder(dataset(true), new RandomStream('other')))).not.toEqual(order);
  });
});

describe('epochOrder of a mixture', () => {
  /** Six images of class 0 and two of class 1, then twenty of class 1 and four of class 2. */
  const mixture = (shares: readonly [number, number], balanced = false) => ({
    labels: Int32Array.from([0, 0, 0, 0, 0, 0, 1, 1, ...Array(20).fill(1), 2, 2, 2, 2]),
    balanced,
    mixture: [
      { place: 'a', images: 8, share: shares[0] },
      { place: 'b', images: 24, share: shares[1] },
    ],
  });
  const orderOf = (...given: Parameters<typeof mixture>) =>
    Array.from(epochOrder(mixture(...given), new RandomStream('order')));

  it('takes from each part by its share in every stretch, and every image of the part that lasts longest', () => {
    for (const [share, other] of [
      [0.5, 0.5],
      [0.25, 0.75],
      [0.9, 0.1],
    ] as const) {
      const order = orderOf([share, other]);
      // The longer part decides: 24 images at 0.5 and 0.75; at 0.1 there are 240, and 8 at 0.9 would be 9.
      const length = { 0.5: 48, 0.25: 32, 0.9: 240 }[share];
      expect(order).toHaveLength(length ?? NaN);
      expect(epochLength(mixture([share, other]))).toBe(length);
      expect(new Set(order).size).toBe(32);
      for (let start = 0; start + 10 <= order.length; start++) {
        const first = order.slice(start, start + 10).filter((i) => i < 8).length;
        expect(Math.abs(first - 10 * share)).toBeLessThanOrEqual(1);
      }
    }
    expect(orderOf([0.5, 0.5]).filter((i) => i >= 8)).toHaveLength(24);
  });

  it('shuffles a part anew each time that it goes through it', () => {
    const first = orderOf([0.5, 0.5]).filter((i) => i < 8);
    const passes = [first.slice(0, 8), first.slice(8, 16), first.slice(16)];
    for (const pass of passes) expect([...pass].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(passes[1]).not.toEqual(passes[0]);
    expect(orderOf([0.5, 0.5])).toEqual(orderOf([0.5, 0.5]));
  });

  it('is balanced within each part where that is wanted', () => {
    const order = orderOf([0.5, 0.5], true);
    // The second part has two classes of twenty at most.
    expect(order).toHaveLength(80);
    const { labels: of } = mixture([0.5, 0.5]);
    const count = (label: number, first: boolean) =>
      order.filter((i) => of[i] === label && i < 8 === first).length;
    expect([count(1, false), count(2, false)]).toEqual([20, 20]);
    // Forty images of the first part are three passes of twelve and the begin of a fourth.
    expect(count(0, true) + count(1, true)).toBe(40);
    expect(Math.abs(count(0, true) - count(1, true))).toBeLessThanOrEqual(4);
  });
});
