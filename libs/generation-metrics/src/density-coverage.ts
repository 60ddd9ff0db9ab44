import { checkSets, type FeatureRows } from './feature-rows.js';
import { checkNeighbourhood, inside, squaredRadii, type Neighbourhood } from './neighbourhood.js';
import { eachPair, squaredDistance } from './pairs.js';

/** How the generated images lie in the balls around the real ones. */
export interface DensityCoverage {
  /** balls a generated image lies in, on average, over k: quality, about 1 for a perfect generator; may exceed 1 */
  readonly density: number;
  /** share of the balls that hold a generated image, 0 to 1: variety */
  readonly coverage: number;
}

/**
 * Density and coverage (Naeem 2020, section 3): only real images have balls, so that single generated images far off
 * change little. Agrees with prdc (k 5, open) by default.
 * @param generated, real features, more than k rows each
 * @throws RangeError when a set is too small, or a row is of another width or not finite
 */
export function densityCoverage(
  generated: FeatureRows,
  real: FeatureRows,
  neighbourhood: Neighbourhood = { nearest: 5, closed: false },
): DensityCoverage {
  checkNeighbourhood(neighbourhood);
  checkSets({ generated, real }, neighbourhood.nearest + 1);
  const aroundReal = squaredRadii(real, neighbourhood.nearest);
  const visitors = new Uint32Array(real.length);
  eachPair(generated, real, squaredDistance, (_, j, squared) => {
    if (inside(squared, aroundReal[j] as number, neighbourhood)) visitors[j] = (visitors[j] as number) + 1;
  });
  const visits = visitors.reduce((sum, count) => sum + count, 0);
  return {
    density: visits / (neighbourhood.nearest * generated.length),
    coverage: visitors.filter((count) => count > 0).length / real.length,
  };
}
