import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import type { Dataset } from './dataset.js';
import { epochLength, epochOrder } from './epoch-order.js';

const labels = [0, 1, 1, 1, 1, 2, 2, 2];
const dataset = (balanced: boolean): Dataset => ({
  name: 'source.train',
  classNames: ['a', 'b', 'c'],
  channels: 1,
  resizeTo: 8,
  files: labels.map(String),
  labels: Int32Array.from(labels),
  length: labels.length,
  balanced,
  read: () => Promise.reject(new Error('not read')),
  origin: String,
});

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
