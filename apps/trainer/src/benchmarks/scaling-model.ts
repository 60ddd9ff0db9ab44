/** What sums over ranks cost: of each message, and of each byte that a rank sends. */
export interface Link {
  /** seconds */
  readonly latency: number;
  /** bytes a second */
  readonly bandwidth: number;
}

/** Seconds to add a byte of two vectors, on one core. */
const ADDITION = 0.05e-9;

/**
 * Seconds of a sum over the ranks: each sends 2 (N - 1) messages and 2 (N - 1) / N of the vector, and adds N - 1 shares.
 * @param bytes of the vector
 */
export function sumSeconds(ranks: number, bytes: number, { latency, bandwidth }: Link): number {
  const others = ranks - 1;
  return (
    2 * others * latency + ((2 * others) / ranks) * (bytes / bandwidth) + (others / ranks) * bytes * ADDITION
  );
}

/** The link that two measured sums over `ranks` tell of: a vector of a few bytes, and one of many. */
export function linkOf(ranks: number, small: number, large: { seconds: number; bytes: number }): Link {
  const latency = small / (2 * (ranks - 1));
  const perByte = (large.seconds - small) / large.bytes - ((ranks - 1) / ranks) * ADDITION;
  return { latency, bandwidth: (2 * (ranks - 1)) / ranks / perByte };
}

/**
 * The share of their time in which ranks compute, each on as many images as before: 1 where sums cost nothing.
 * @param step seconds of a step of one rank
 */
export function efficiency(ranks: number, step: number, bytes: number, link: Link): number {
  return step / (step + (ranks > 1 ? sumSeconds(ranks, bytes, link) : 0));
}
