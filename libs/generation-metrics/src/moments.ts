import type { FeatureRows } from './feature-rows.js';
import { triangle } from './triangle.js';

/** Mean and covariance of a set of features of width d. */
export interface Moments {
  /** [d] */
  readonly mean: Float64Array;
  /** the sum of the variances, the trace of the covariance (over n - 1) */
  readonly trace: number;
  /** a root of the covariance, R'R, in min(n, d) rows of d numbers */
  readonly root: readonly Float64Array[];
}

/** The moments of two rows or more, in float64. */
export function moments(rows: FeatureRows): Moments {
  const [count, width] = [rows.length, rows[0]?.length ?? 0];
  const mean = new Float64Array(width);
  for (const row of rows) for (let c = 0; c < width; c++) mean[c] = (mean[c] as number) + (row[c] as number);
  for (let c = 0; c < width; c++) mean[c] = (mean[c] as number) / count;

  const scale = 1 / Math.sqrt(count - 1);
  const columns = Array.from({ length: width }, (_, c) =>
    Float64Array.from(rows, (row) => ((row[c] as number) - (mean[c] as number)) * scale),
  );
  const trace = columns.reduce((sum, column) => sum + column.reduce((s, x) => s + x * x, 0), 0);
  // The columns are L Q: the covariance is L L', whose root is L'.
  return { mean, trace, root: turn(count > width ? triangle(columns) : columns) };
}

function turn(matrix: readonly Float64Array[]): Float64Array[] {
  const width = matrix[0]?.length ?? 0;
  return Array.from({ length: width }, (_, c) => Float64Array.from(matrix, (row) => row[c] as number));
}
