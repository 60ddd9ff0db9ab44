import { checkSets, type FeatureRows } from './feature-rows.js';
import { meanAndDeviation, type Spread } from './mean-and-deviation.js';
import { NumpyRandom } from './numpy-random.js';
import { polynomialMmd } from './polynomial-mmd.js';

export interface KernelDistanceOptions {
  /** how many subsets to draw, 100 by default */
  readonly subsets?: number;
  /** images of each set in a subset, 1000 by default */
  readonly size?: number;
  /** of numpy's generator that draws them, 2020 by default */
  readonly seed?: number;
}

/**
 * Kernel distance (Bińkowski 2018, section 4), which is KID where the features are Inception's: {@link polynomialMmd}
 * of subsets drawn without replacement, its mean and standard deviation over them. Unbiased, so that small sets do not
 * look worse; may be slightly negative. Agrees with torch-fidelity, whose subsets are the same for the same seed.
 * @param generated, real features, `size` rows or more each
 * @throws RangeError when a set has fewer images than a subset, or a row is of another width or not finite
 */
export function kernelDistance(
  generated: FeatureRows,
  real: FeatureRows,
  { subsets = 100, size = 1000, seed = 2020 }: KernelDistanceOptions = {},
): Spread {
  if (!Number.isInteger(subsets) || subsets < 1)
    throw new RangeError(`subsets: ${subsets} is no number of subsets; give 1 or more`);
  if (!Number.isInteger(size) || size < 2)
    throw new RangeError(`size: a subset can't have ${size} images; give 2 or more`);
  for (const [name, rows] of Object.entries({ generated, real }))
    if (rows.length < size)
      throw new RangeError(
        `${rows.length} ${name} images, but a subset takes ${size}: lower size or bring more images`,
      );
  checkSets({ generated, real }, size);
  const random = new NumpyRandom(seed);
  const draw = (rows: FeatureRows): FeatureRows =>
    Array.from(random.choice(rows.length, size), (index) => rows[index] as Float32Array);
  // The generated images are drawn first.
  return meanAndDeviation(Array.from({ length: subsets }, () => polynomialMmd(draw(generated), draw(real))));
}
