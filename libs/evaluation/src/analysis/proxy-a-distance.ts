import { Matrix, solve } from 'ml-matrix';
import type { RandomStream } from '@jiagu/random';

/** ridge on standardised features */
const PENALTY = 1;

/**
 * Proxy A-distance of two samples (Ben-David 2010): 2 (1 - 2 error), with the error of a linear classifier of the
 * domains on held-out halves, both domains weighted equally. 0: it can't tell them apart; 2: it always can. Negative
 * values become 0. The classifier is ridge regression on standardised features.
 * @param a, b features, four or more rows each
 * @param stream decides which half is held out
 */
export function proxyADistance(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  stream: RandomStream,
): number {
  const halves = (rows: readonly Float32Array[], answer: number) => {
    const order = stream.permutation(rows.length);
    return Array.from(order, (index, i) => ({ row: rows[index] as Float32Array, answer, held: i % 2 === 1 }));
  };
  const examples = [...halves(a, 1), ...halves(b, -1)];
  const learnt = examples.filter(({ held }) => !held);
  const standardise = standardiser(learnt.map(({ row }) => row));
  const x = new Matrix(learnt.map(({ row }) => standardise(row)));
  const gram = x.transpose().mmul(x);
  gram.add(Matrix.eye(gram.rows).mul(PENALTY));
  // Balances the domains as if both had the same number of images.
  const [countA, countB] = [1, -1].map(
    (domain) => learnt.filter(({ answer }) => answer === domain).length,
  ) as [number, number];
  const offset = (countB - countA) / learnt.length;
  const answers = Matrix.columnVector(learnt.map(({ answer }) => answer + offset));
  const weights = solve(gram, x.transpose().mmul(answers)).to1DArray();
  const wrong = (domain: number): number => {
    const held = examples.filter((example) => example.held && example.answer === domain);
    const errors = held.filter(({ row }) => {
      const score = standardise(row).reduce((sum, value, i) => sum + value * (weights[i] as number), -offset);
      return score * domain <= 0;
    });
    return errors.length / held.length;
  };
  return Math.max(0, 2 * (1 - (wrong(1) + wrong(-1))));
}

/** Features less their mean over their deviation, by the statistics of the given rows. */
function standardiser(rows: readonly Float32Array[]): (row: Float32Array) => number[] {
  const width = rows[0]?.length ?? 0;
  const mean = Array.from(
    { length: width },
    (_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length,
  );
  const deviation = mean.map((centre, i) =>
    Math.sqrt(rows.reduce((sum, row) => sum + ((row[i] as number) - centre) ** 2, 0) / rows.length),
  );
  return (row) =>
    Array.from(row, (value, i) => (value - (mean[i] as number)) / ((deviation[i] as number) || 1));
}
