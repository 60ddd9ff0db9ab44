/** The halvings of an auto-encoder. */
export interface Stages {
  /** Side after the last halving. */
  readonly base: number;
  /** Channels after each halving. */
  readonly widths: readonly number[];
}

/** Each stage doubles the channels up to this multiple of the first. */
const WIDEST = 8;

/**
 * Halves a side while it is even and above 4.
 * @param width channels after the first halving
 */
export function stages(side: number, width: number): Stages {
  const widths: number[] = [];
  let base = side;
  for (; base > 4 && base % 2 === 0; base /= 2) widths.push(width * Math.min(2 ** widths.length, WIDEST));
  return { base, widths };
}
