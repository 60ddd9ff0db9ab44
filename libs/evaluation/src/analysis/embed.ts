import type { RandomStream } from '@jiagu/random';
import { UMAP } from 'umap-js';

/** How to embed features. */
export interface EmbedOptions {
  /** how many neighbours of a point count; at most the number of points less one */
  readonly neighbours: number;
  readonly stream: RandomStream;
}

/**
 * Places features in the plane so that neighbours stay neighbours: UMAP (McInnes 2018). The same stream gives the same
 * places.
 * @param features three rows or more
 * @returns [x, y] of each row
 * @throws Error for fewer than three rows
 */
export function embed(
  features: readonly Float32Array[],
  { neighbours, stream }: EmbedOptions,
): [number, number][] {
  if (features.length < 3) throw new Error(`an embedding needs 3 images or more, not ${features.length}`);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbours, features.length - 1),
    minDist: 0.1,
    random: () => stream.uniform(),
  });
  return umap.fit(features.map((row) => Array.from(row))) as [number, number][];
}
