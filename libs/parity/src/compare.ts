import type { Bounds, Summary } from './reference-file.js';

/** One number that is compared: a loss, or the l2 norm of a tensor. */
export interface Comparison {
  name: string;
  expected: number;
  got: number;
  /** |got - expected| / |expected|; infinite where `got` is NaN */
  relativeError: number;
  /** the largest difference of the sampled values in the file, divided by the tensor's largest magnitude */
  valueError?: number;
}

/** The members of one group, worst first, and whether they keep to the bounds on the relative error. */
export interface GroupResult {
  group: string;
  bounds: Bounds;
  worst: number;
  median: number;
  passed: boolean;
  members: Comparison[];
}

/** Compares two numbers. */
export function compareNumbers(name: string, expected: number, got: number): Comparison {
  const error = Math.abs(got - expected) / Math.max(Math.abs(expected), 1e-30);
  return { name, expected, got, relativeError: Number.isNaN(error) ? Infinity : error };
}

/**
 * Compares the l2 norm and the sampled values of a tensor.
 * @param values row-major in PyTorch's layout
 * @throws Error when the tensor has another size than the reference states
 */
export function compareTensor(name: string, expected: Summary, values: ArrayLike<number>): Comparison {
  if (values.length !== expected.n)
    throw new Error(`${name} has ${values.length} elements, the reference ${expected.n}`);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] ?? NaN) ** 2;
  const differences = expected.at.map((index, k) =>
    Math.abs((values[index] ?? NaN) - (expected.values[k] ?? NaN)),
  );
  return {
    ...compareNumbers(name, expected.l2, Math.sqrt(squares)),
    valueError: Math.max(0, ...differences) / Math.max(expected.absmax, 1e-30),
  };
}

/**
 * Judges the comparisons of one group.
 * @throws Error when there are none
 */
export function groupResult(group: string, bounds: Bounds, comparisons: readonly Comparison[]): GroupResult {
  if (comparisons.length === 0) throw new Error(`the reference states nothing for the group "${group}"`);
  const members = [...comparisons].sort((a, b) => descending(a.relativeError, b.relativeError));
  const error = (index: number): number => members[index]?.relativeError ?? Infinity;
  const worst = error(0);
  const middle = (members.length - 1) / 2;
  const median = (error(Math.floor(middle)) + error(Math.ceil(middle))) / 2;
  return { group, bounds, worst, median, members, passed: worst <= bounds.worst && median <= bounds.median };
}

/** Descending order; Infinity minus itself is NaN, hence the first case. */
const descending = (a: number, b: number): number => (a === b ? 0 : b - a);
