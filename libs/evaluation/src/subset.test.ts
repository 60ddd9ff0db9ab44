import { describe, expect, it } from 'vitest';
import { RandomStream } from '@jiagu/random';
import { memoryDataset } from './memory-dataset.js';
import { drawDistinct, drawSubset } from './subset.js';

const dataset = memoryDataset(
  Array.from({ length: 12 }, (_, i) => [i]),
  [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2],
);

describe('drawSubset', () => {
  it('keeps image, file and label together, and draws none twice', async () => {
    const drawn = drawSubset(dataset, 9, new RandomStream('x'));
    expect(new Set(drawn.files).size).toBe(9);
    for (const [i, file] of drawn.files.entries()) {
      const index = dataset.files.indexOf(file);
      expect((await drawn.read(i)).data[0]).toBe(index);
      expect(drawn.labels[i]).toBe(dataset.labels[index]);
    }
    expect(drawSubset(dataset, 50, new RandomStream('x')).length).toBe(12);
  });
});

describe('drawDistinct', () => {
  it('repeats a class only when no other is left', () => {
    const { labels } = drawDistinct(dataset, 6, new RandomStream('x'));
    expect([...labels.slice(0, 3)].sort()).toEqual([0, 1, 2]);
    expect([...labels.slice(3)].sort()).toEqual([0, 1, 2]);
  });
});
