import { expect, it } from 'vitest';
import type { Dataset } from './dataset.js';
import { partnersOf } from './partners.js';

const dataset = (name: string, files: readonly string[], more: Partial<Dataset> = {}): Dataset => ({
  name,
  classNames: ['a', 'b'],
  channels: 1,
  resizeTo: 16,
  files,
  labels: new Int32Array(files.length).fill(-1),
  length: files.length,
  read: async (i) => ({ width: 1, height: 1, channels: 1, data: Uint8Array.of(i) }),
  origin: (i) => files[i] ?? '',
  ...more,
});
const first = dataset('source.train', ['h/a/1.png', 'h/a/2.png', 'h/b/1.png'], {
  labels: Int32Array.of(0, 0, 1),
  balanced: true,
});

it('puts the images of a set in the order of their partners, by folder and file', async () => {
  const second = dataset('target.train', ['x/r/b/1.png', 'x/r/b/9.png', 'x/r/a/2.png', 'x/r/a/1.png']);
  const partners = partnersOf(first, second);
  expect(partners.files).toEqual(['x/r/a/1.png', 'x/r/a/2.png', 'x/r/b/1.png']);
  expect(partners.origin(1)).toBe('x/r/a/2.png');
  expect(Array.from((await partners.read(2)).data)).toEqual([0]);
  // Drawn in the order of the first set, classes balanced as there.
  expect(partners).toMatchObject({ labels: first.labels, balanced: true, name: 'target.train', length: 3 });
});

it('names an image without a partner, and two that are called alike', () => {
  expect(() => partnersOf(first, dataset('target.train', ['r/a/1.png', 'r/a/2.png']))).toThrow(
    'h/b/1.png has no partner in target.train: there is no image b/1.png',
  );
  const twice = dataset('target.train', ['r/a/1.png', 's/a/1.png']);
  expect(() => partnersOf(first, twice)).toThrow('r/a/1.png and s/a/1.png are called alike');
});
