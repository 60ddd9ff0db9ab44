/** A class that an image may show. */
export interface Guess {
  readonly class: number;
  readonly name: string;
  readonly confidence: number;
}

/** The likeliest classes first. @param count how many; all where there are fewer */
export function likeliest(
  probabilities: ArrayLike<number>,
  classNames: readonly string[],
  count: number,
): Guess[] {
  return Array.from(probabilities, (confidence, c) => ({
    class: c,
    name: classNames[c] ?? String(c),
    confidence,
  }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, count);
}
