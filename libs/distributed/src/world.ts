/** The processes that train together. */
export interface World {
  /** From 0. */
  readonly rank: number;
  readonly size: number;
  /** From 0 on this machine. */
  readonly localRank: number;
  readonly localSize: number;
  /** The machine of each rank. */
  readonly hosts: readonly string[];
}

const single: World = { rank: 0, size: 1, localRank: 0, localSize: 1, hosts: [''] };

let joined: World = single;
let apart = 0;

/** This process among those that train together; a single one where there are no others, or they are left aside. */
export const world = (): World => (apart > 0 ? single : joined);

/** Tells what {@link world} is from now on; null: a single process. */
export function setWorld(next: World | null): void {
  joined = next ?? single;
}

/** Does work in which the other ranks have no part: for as long, this process is a single one. */
export async function apartFromOthers<T>(work: () => Promise<T>): Promise<T> {
  apart++;
  try {
    return await work();
  } finally {
    apart--;
  }
}

/** How a rank is called in messages, with its machine; of a single process the empty text. */
export function rankName({ rank, size, hosts }: World = joined): string {
  return size === 1 ? '' : `rank ${rank} on ${hosts[rank]}`;
}
