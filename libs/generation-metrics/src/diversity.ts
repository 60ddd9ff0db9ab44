import { checkRows, type FeatureRows } from './feature-rows.js';
import { eachPairWithin, squaredDistance } from './pairs.js';

/**
 * Mean Euclidean distance between two images of a set, in the units of its features: 0 where all are one. It never sees
 * a real image; held against theirs it tells a generator that draws the same over and over from one that draws badly.
 * @param rows features, two rows or more
 * @throws RangeError when the set is too small, or a row is of another width or not finite
 */
export function diversity(rows: FeatureRows): number {
  checkRows('generated', rows, 2, rows[0]?.length ?? 0);
  let sum = 0;
  eachPairWithin(rows, squaredDistance, (_i, _j, squared) => (sum += Math.sqrt(squared)));
  return sum / ((rows.length * (rows.length - 1)) / 2);
}
