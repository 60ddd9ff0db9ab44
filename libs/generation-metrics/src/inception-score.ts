import { checkRows, type FeatureRows } from './feature-rows.js';
import { meanAndDeviation, type Spread } from './mean-and-deviation.js';
import { NumpyRandom } from './numpy-random.js';

export interface InceptionScoreOptions {
  /** parts that are scored apart, 10 by default */
  readonly splits?: number;
  /** of numpy's generator that shuffles the images, 2020 by default */
  readonly seed?: number;
}

/**
 * Inception score (Salimans 2016, section 4): exp of the mean divergence KL(p(y|x) || p(y)), 1 to the number of classes,
 * large when a classifier is sure of each image and sees all classes. Mean and standard deviation over parts of the
 * shuffled images. It never sees a real image. Agrees with torch-fidelity, whose logits of Inception are without bias.
 * @param logits class scores of the generated images, a row an image, `splits` rows or more
 * @throws RangeError when there are fewer images than parts, or a row is of another width or not finite
 */
export function inceptionScore(
  logits: FeatureRows,
  { splits = 10, seed = 2020 }: InceptionScoreOptions = {},
): Spread {
  const order = new NumpyRandom(seed).permutation(logits.length);
  return inceptionScoreInOrder(
    Array.from(order, (index) => logits[index] as Float32Array),
    splits,
  );
}

/** The same of images that are shuffled already: part i is rows floor(i n / splits) up to floor((i + 1) n / splits). */
export function inceptionScoreInOrder(logits: FeatureRows, splits: number): Spread {
  if (!Number.isInteger(splits) || splits < 1)
    throw new RangeError(`splits: ${splits} is no number of parts; give 1 or more`);
  checkRows('generated', logits, splits, logits[0]?.length ?? 0);
  const start = (i: number): number => Math.floor((i * logits.length) / splits);
  return meanAndDeviation(
    Array.from({ length: splits }, (_, i) => scoreOf(logits.slice(start(i), start(i + 1)))),
  );
}

function scoreOf(logits: FeatureRows): number {
  const logs = logits.map(logSoftmax);
  const marginal = new Float64Array(logits[0]?.length ?? 0);
  for (const row of logs)
    for (let c = 0; c < row.length; c++)
      marginal[c] = (marginal[c] as number) + Math.exp(row[c] as number) / logs.length;
  let divergence = 0;
  for (const row of logs)
    for (let c = 0; c < row.length; c++) {
      const p = Math.exp(row[c] as number);
      // p log p is 0 where p is: both may have left float64's range.
      if (p > 0) divergence += p * ((row[c] as number) - Math.log(marginal[c] as number));
    }
  return Math.exp(divergence / logs.length);
}

function logSoftmax(scores: Float32Array): Float64Array {
  const values = Float64Array.from(scores);
  const highest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const logSum = highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  return values.map((value) => value - logSum);
}
