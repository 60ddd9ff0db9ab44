import type { Dataset } from '@jiagu/data';

/** A data set in memory, of square grey images given as bytes, for tests. */
export function memoryDataset(
  images: readonly (readonly number[])[],
  labels: readonly number[],
  classes = 1 + Math.max(...labels),
): Dataset {
  const side = Math.sqrt(images[0]?.length ?? 0);
  return {
    name: 'source.test',
    classNames: Array.from({ length: classes }, (_, c) => `class-${c}`),
    channels: 1,
    resizeTo: side,
    files: images.map((_, i) => `image-${i}.png`),
    labels: Int32Array.from(labels),
    length: images.length,
    read: async (i) => ({ width: side, height: side, channels: 1, data: Uint8Array.from(images[i] ?? []) }),
    origin: (i) => `image-${i}.png`,
  };
}
