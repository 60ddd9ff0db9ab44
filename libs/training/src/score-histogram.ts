/** How often scores fall into bins that all groups share. */
export interface ScoreHistogram {
  /** lower end of the first bin */
  readonly from: number;
  /** upper end of the last bin */
  readonly to: number;
  /** scores in each of the even bins from the lowest to the highest, by group */
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

/**
 * Counts the scores of each group in even bins from the least to the greatest score of all. Scores that are not finite
 * are left out; equal ones lie in the middle of bins that span 1.
 * @returns null where no score is finite
 */
export function scoreHistogram(
  groups: Readonly<Record<string, Float32Array>>,
  bins: number,
): ScoreHistogram | null {
  let [least, most] = [Infinity, -Infinity];
  for (const scores of Object.values(groups))
    for (const score of scores)
      if (Number.isFinite(score)) [least, most] = [Math.min(least, score), Math.max(most, score)];
  if (least > most) return null;
  const [from, to] = most > least ? [least, most] : [least - 0.5, least + 0.5];
  const counts = Object.entries(groups).map(([group, scores]): [string, number[]] => {
    const count = new Array<number>(bins).fill(0);
    for (const score of scores)
      if (Number.isFinite(score)) {
        const bin = Math.min(bins - 1, Math.floor(((score - from) / (to - from)) * bins));
        count[bin] = (count[bin] ?? 0) + 1;
      }
    return [group, count];
  });
  return { from, to, counts: Object.fromEntries(counts) };
}
