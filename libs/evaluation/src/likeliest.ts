/** A class that an image may show. */
export interface Candidate {
  /** number of the class */
  readonly class: number;
  readonly name: string;
  /** probability of the class, 0..1 */
  readonly confidence: number;
}

/** The likeliest classes first. @param top how many; all where there are fewer */
export const likeliest = (
  probabilities: ArrayLike<number>,
  classNames: readonly string[],
  top: number,
): Candidate[] =>
  Array.from(probabilities, (confidence, c) => ({ class: c, name: classNames[c] ?? String(c), confidence }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, top);
