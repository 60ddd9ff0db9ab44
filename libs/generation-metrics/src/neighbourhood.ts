import type { FeatureRows } from './feature-rows.js';
import { eachPairWithin, squaredDistance } from './pairs.js';

/** The ball around an image in which others count as its like: up to its k-th nearest neighbour in its own set. */
export interface Neighbourhood {
  /** k; the image itself is not counted */
  readonly nearest: number;
  /** whether an image on the sphere lies inside */
  readonly closed: boolean;
}

/** Squared radius of the ball around each row. There must be more than `nearest` rows. */
export function squaredRadii(rows: FeatureRows, nearest: number): Float64Array {
  // The smallest squared distances of each row so far, ascending.
  const smallest = new Float64Array(rows.length * nearest).fill(Infinity);
  const insert = (row: number, value: number): void => {
    const first = row * nearest;
    let at = first + nearest - 1;
    if (value >= (smallest[at] as number)) return;
    for (; at > first && (smallest[at - 1] as number) > value; at--)
      smallest[at] = smallest[at - 1] as number;
    smallest[at] = value;
  };
  eachPairWithin(rows, squaredDistance, (i, j, value) => {
    insert(i, value);
    insert(j, value);
  });
  return Float64Array.from(rows, (_, row) => smallest[row * nearest + nearest - 1] as number);
}

/** Whether a row at this squared distance of the centre lies in the ball. */
export function inside(squared: number, squaredRadius: number, { closed }: Neighbourhood): boolean {
  return closed ? squared <= squaredRadius : squared < squaredRadius;
}

/** @throws RangeError when k is no positive integer */
export function checkNeighbourhood({ nearest }: Neighbourhood): void {
  if (!Number.isInteger(nearest) || nearest < 1)
    throw new RangeError(`nearest: ${nearest} is not the number of a neighbour; give 1 or more`);
}
