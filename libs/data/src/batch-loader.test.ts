import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { BatchLoader, type BatchLoaderOptions } from './batch-loader.js';
import type { Dataset } from './dataset.js';
import { evaluationBatches } from './evaluation-batches.js';

/** Images of one grey each, their number; `reads` counts how often any was asked for. */
function dataset(length: number, fail = -1): Dataset & { reads: number } {
  return {
    name: 'source.train',
    classNames: ['even', 'odd'],
    channels: 1,
    resizeTo: 8,
    files: Array.from({ length }, (_, i) => `${i}.png`),
    labels: Int32Array.from({ length }, (_, i) => i % 2),
    length,
    reads: 0,
    async read(i) {
      this.reads++;
      if (i === fail) throw new Error(`image ${i}.png can't be read: there is no such file`);
      return { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(i) };
    },
    origin: (i) => `${i}.png`,
  };
}

const strong = { noise: 0.1, blur: 0.5, invert: 0.5 };

const loader = (options: Partial<BatchLoaderOptions<'weak' | 'strong'>> = {}) =>
  new BatchLoader({
    dataset: dataset(10),
    views: { weak: {}, strong },
    imageSize: 8,
    order: new RandomStream('order'),
    augment: new RandomStream('augment'),
    batchSize: () => 3,
    ...options,
  });

async function take(from: BatchLoader<'weak' | 'strong'>, count: number) {
  const batches = [];
  for (let i = 0; i < count; i++) {
    const { size, views, labels, indices } = await from.next();
    batches.push({ size, views, labels, indices });
  }
  return batches;
}

describe('BatchLoader', () => {
  it('gives every image at most once an epoch, drops the rest and shuffles anew', async () => {
    const batches = await take(loader(), 6);
    const [first, second] = [batches.slice(0, 3), batches.slice(3)].map((epoch) =>
      epoch.flatMap(({ indices }) => [...indices]),
    );
    expect(new Set(first).size).toBe(9);
    expect(new Set(second).size).toBe(9);
    expect(second).not.toEqual(first);
  });

  it('deals each batch out to ranks, which together see what one sees, augmented alike by any number of them', async () => {
    const sizes = { batchSize: () => 8, dataset: dataset(16) };
    const [whole] = await take(loader(sizes), 1);
    const dealt = async (size: number, groups: number) =>
      Promise.all(
        Array.from({ length: size }, async (_, rank) => {
          const [batch] = await take(loader({ ...sizes, part: { rank, size, groups: () => groups } }), 1);
          return batch;
        }),
      );
    const [two, four, grouped] = [await dealt(2, 1), await dealt(4, 1), await dealt(2, 2)];
    const images = (parts: typeof two) => parts.flatMap((part) => [...(part?.indices ?? [])]);
    const strongOf = (parts: typeof two) => parts.flatMap((part) => [...(part?.views.strong ?? [])]);
    expect(images(two)).toEqual([...(whole?.indices ?? [])]);
    expect(images(four)).toEqual(images(two));
    expect(strongOf(four)).toEqual(strongOf(two));
    // Of two groups of four, each rank takes two and two.
    const [a, b] = grouped.map((part) => [...(part?.indices ?? [])]);
    const all = [...(whole?.indices ?? [])];
    expect(a).toEqual([...all.slice(0, 2), ...all.slice(4, 6)]);
    expect(b).toEqual([...all.slice(2, 4), ...all.slice(6, 8)]);
    await expect(dealt(3, 1)).rejects.toThrow(/groups of 8 images.*3 ranks/);
  });

  it('gives images with their labels and files, in -1..1', async () => {
    const batch = await loader().next();
    const expected = Float32Array.from({ length: 3 * 64 }, (_, i) => {
      const index = batch.indices[Math.floor(i / 64)] ?? NaN;
      return Math.fround(index / 255) * 2 - 1;
    });
    batch.views.weak.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
    expect([...batch.labels]).toEqual(Array.from(batch.indices, (i) => i % 2));
    expect(batch.files()).toEqual(Array.from(batch.indices, (i) => `${i}.png`));
  });

  it('goes on from a saved state with identical batches, whatever was made ahead', async () => {
    // The size of batches grows in between, as in the last stage of a training.
    const batchSize = (k: number) => (k < 6 ? 3 : 5);
    const whole = await take(loader({ batchSize, prefetch: 0 }), 12);
    for (const stop of [0, 1, 5, 8]) {
      const before = loader({ batchSize, prefetch: 4 });
      await take(before, stop);
      const state = JSON.parse(JSON.stringify(before.state()));
      const after = loader({ batchSize, order: new RandomStream('x'), augment: new RandomStream('y') });
      await take(after, 2);
      after.restore(state);
      expect(after.state()).toEqual(state);
      expect(await take(after, 12 - stop)).toEqual(whole.slice(stop));
    }
  });

  it('has its share of each part of a mixture in every batch, also after it goes on from a saved state', async () => {
    const mixed = {
      ...dataset(30),
      mixture: [
        { place: 'a', images: 5, share: 0.4 },
        { place: 'b', images: 25, share: 0.6 },
      ],
    };
    // An epoch is 42 images, the second one begins in batch 8.
    const batchSize = () => 5;
    const whole = await take(loader({ dataset: mixed, batchSize, prefetch: 0 }), 20);
    for (const { indices } of whole) expect(indices.filter((i) => i < 5)).toHaveLength(2);
    const before = loader({ dataset: mixed, batchSize });
    await take(before, 7);
    const after = loader({ dataset: mixed, batchSize, order: new RandomStream('x') });
    after.restore(JSON.parse(JSON.stringify(before.state())));
    expect(await take(after, 13)).toEqual(whole.slice(7));
  });

  it('makes as many batches ahead as it was told and no more', async () => {
    const images = dataset(100);
    const batches = loader({ dataset: images, prefetch: 2 });
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(images.reads).toBe(9);
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(images.reads).toBe(12);
    batches.close();
    await expect(batches.next()).rejects.toThrow(/closed/);
  });

  it('names a file that has vanished when its batch is asked for, not before', async () => {
    const whole = await take(loader(), 3);
    const last = whole[2]?.indices[0] ?? -1;
    const broken = loader({ dataset: dataset(10, last), prefetch: 3 });
    await take(broken, 2);
    await expect(broken.next()).rejects.toThrow(`image ${last}.png`);
  });

  it('refuses what cannot be: more images a batch than there are, a window larger than the image', async () => {
    await expect(loader({ batchSize: () => 11 }).next()).rejects.toThrow(
      /source\.train: a batch takes 11 images but there are only 10/,
    );
    expect(() => loader({ imageSize: 9 })).toThrow(/imageSize 9 is larger than data\.resizeTo 8/);
  });
});

describe('evaluationBatches', () => {
  const evaluate = async (images: Dataset) => {
    const batches = [];
    for await (const batch of evaluationBatches(images, { batchSize: 4, imageSize: 8 })) batches.push(batch);
    return batches;
  };

  it('gives every image once and in order, the last batch being smaller', async () => {
    const batches = await evaluate(dataset(10));
    expect(batches.map(({ size }) => size)).toEqual([4, 4, 2]);
    expect(batches.flatMap(({ indices }) => [...indices])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(batches[2]?.views.image.length).toBe(2 * 64);
    expect(batches[2]?.views.image[64]).toBeCloseTo((9 / 255) * 2 - 1, 6);
  });

  it('names the file that cannot be read', async () => {
    await expect(evaluate(dataset(10, 6))).rejects.toThrow('image 6.png');
  });
});
