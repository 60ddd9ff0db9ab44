import { checkSets, type FeatureRows } from './feature-rows.js';
import { checkNeighbourhood, inside, squaredRadii, type Neighbourhood } from './neighbourhood.js';
import { eachPair, squaredDistance } from './pairs.js';

/** Shares of images, 0 to 1. */
export interface PrecisionRecall {
  /** of the generated images, those like a real one: quality */
  readonly precision: number;
  /** of the real images, those like a generated one: variety */
  readonly recall: number;
}

/**
 * Improved precision and recall (Kynkäänniemi 2019, eq. 1 and 2): an image is like another set when it lies in the ball
 * around any of its images. Agrees with torch-fidelity (k 3, closed) by default and with prdc given k 5 and open.
 * Both are 1 for copies of the real images, see {@link authenticity}.
 * @param generated, real features, more than k rows each
 * @throws RangeError when a set is too small, or a row is of another width or not finite
 */
export function precisionRecall(
  generated: FeatureRows,
  real: FeatureRows,
  neighbourhood: Neighbourhood = { nearest: 3, closed: true },
): PrecisionRecall {
  checkNeighbourhood(neighbourhood);
  checkSets({ generated, real }, neighbourhood.nearest + 1);
  const aroundGenerated = squaredRadii(generated, neighbourhood.nearest);
  const aroundReal = squaredRadii(real, neighbourhood.nearest);
  const likeReal = new Uint8Array(generated.length);
  const likeGenerated = new Uint8Array(real.length);
  eachPair(generated, real, squaredDistance, (i, j, squared) => {
    if (inside(squared, aroundReal[j] as number, neighbourhood)) likeReal[i] = 1;
    if (inside(squared, aroundGenerated[i] as number, neighbourhood)) likeGenerated[j] = 1;
  });
  return { precision: share(likeReal), recall: share(likeGenerated) };
}

function share(marks: Uint8Array): number {
  return marks.reduce((sum, mark) => sum + mark, 0) / marks.length;
}
