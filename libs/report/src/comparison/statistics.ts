import _ from 'lodash';

/** A mean over runs, with its standard error where there are two or more. */
export interface Figure {
  readonly mean: number;
  /** sample standard deviation over the root of the count */
  readonly standardError: number | undefined;
  readonly count: number;
}

/** Mean and standard error; undefined without values. */
export function figureOf(values: readonly number[]): Figure | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const middle = _.mean(values);
  if (count === 1) return { mean: middle, standardError: undefined, count };
  const variance = _.sumBy(values, (value) => (value - middle) ** 2) / (count - 1);
  return { mean: middle, standardError: Math.sqrt(variance / count), count };
}

/** A figure times a factor as text, such as `70.0 ± 10.0`. */
export function plusMinus({ mean, standardError }: Figure, factor: number, digits: number): string {
  const text = (factor * mean).toFixed(digits);
  return standardError === undefined ? text : `${text} ± ${(factor * standardError).toFixed(digits)}`;
}

/**
 * Spearman's rank correlation, equal values sharing the mean of their ranks; undefined where one side does not vary or
 * there are fewer than three pairs.
 */
export function rankCorrelation(xs: readonly number[], ys: readonly number[]): number | undefined {
  if (xs.length < 3) return undefined;
  const [a, b] = [ranks(xs), ranks(ys)];
  const middle = (xs.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((rank, i) => {
    const [da, db] = [rank - middle, (b[i] as number) - middle];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return aa === 0 || bb === 0 ? undefined : ab / Math.sqrt(aa * bb);
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}
