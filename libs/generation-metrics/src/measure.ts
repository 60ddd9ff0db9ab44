import type { RandomStream } from '@jiagu/random';
import { authenticityAgainst } from './authenticity.js';
import { densityCoverage } from './density-coverage.js';
import { diversity } from './diversity.js';
import type { FeatureRows } from './feature-rows.js';
import { frechetDistance } from './frechet-distance.js';
import { inceptionScore } from './inception-score.js';
import { kernelDistance } from './kernel-distance.js';
import { labelCorrectness } from './label-correctness.js';
import type { Spread } from './mean-and-deviation.js';
import { directions, type MeasureName, type ScoredMeasures } from './measures.js';
import { polynomialMmd } from './polynomial-mmd.js';
import { precisionRecall } from './precision-recall.js';

/** What is seen of images, rows in their order. */
export interface SeenImages {
  readonly features: FeatureRows;
  /** class scores; absent where the features know no classes */
  readonly logits?: FeatureRows;
  /** the class of each image, -1: not known */
  readonly labels: ArrayLike<number>;
}

/** Fewest images of a generated set; the inception score is of ten parts. */
export const LEAST_GENERATED = 10;

/** Fewest real images, for as many in each half. */
export const LEAST_REAL = 2 * LEAST_GENERATED;

/** Images in KID's subsets where the sets have as many. */
const KID_SUBSET = 1000;

/** Measures of one set against another; single numbers have no deviation. */
export interface Measures {
  /** images of each set in a subset of KID; absent where KID is of all images at once */
  readonly kidSubset?: number;
  /** images with a label and class scores, of which label correctness is */
  readonly labelled: number;
  /** a measure that the features or labels don't allow is absent */
  readonly values: Partial<Record<MeasureName, { readonly value: number; readonly deviation?: number }>>;
}

/** How KID is computed: as torch-fidelity does, with a deviation, or at once, in a hundredth of the time. */
export type KidOf = 'subsets' | 'all images';

/** Share of images that are no copies of what the generator learned from, see {@link authenticityAgainst}. */
export type Authentic = (features: FeatureRows) => number;

/**
 * Measures generated images against real ones.
 * @param authentic absent where the training images are not known, and authenticity with it
 */
export function measure(
  generated: SeenImages,
  real: SeenImages,
  authentic: Authentic | undefined,
  kidOf: KidOf = 'subsets',
): Measures {
  const { features, logits } = generated;
  const { precision, recall } = precisionRecall(features, real.features);
  const { density, coverage } = densityCoverage(features, real.features);
  const kidSubset = Math.min(KID_SUBSET, features.length, real.features.length);
  return {
    ...(kidOf === 'subsets' && { kidSubset }),
    labelled: logits ? labelledOf(generated).length : 0,
    values: {
      fid: { value: frechetDistance(features, real.features) },
      kid:
        kidOf === 'subsets'
          ? kernel(generated, real, kidSubset)
          : { value: polynomialMmd(features, real.features) },
      precision: { value: precision },
      recall: { value: recall },
      density: { value: density },
      coverage: { value: coverage },
      diversity: { value: diversity(features) },
      ...(authentic && { authenticity: { value: authentic(features) } }),
      ...labelled(generated),
      ...(logits && { inceptionScore: spread(inceptionScore(logits)) }),
    },
  };
}

/**
 * The same measures between two random halves of the real images, the first in the place of the generated ones: what
 * a perfect generator of as many images gets.
 */
export function floorOfHalves(real: SeenImages, stream: RandomStream): Measures {
  const order = stream.permutation(real.features.length);
  const middle = Math.floor(order.length / 2);
  const held = choose(real, order.subarray(middle));
  return measure(choose(real, order.subarray(0, middle)), held, authenticityAgainst(held.features));
}

/**
 * The same measures of the training images in the place of the generated ones: the figures of a generator that draws
 * from the very distribution it learned. Authenticity and label correctness, which training images can't show, are
 * those of the real images that were held out.
 */
export function floorOfTraining(training: SeenImages, real: SeenImages, authentic: Authentic): Measures {
  const { values } = measure(training, real, undefined, 'all images');
  const { labelCorrectness: _, ...rest } = values;
  return {
    labelled: real.logits ? labelledOf(real).length : 0,
    values: {
      ...rest,
      authenticity: { value: authentic(real.features) },
      ...labelled(real),
    },
  };
}

/** Measures, each with its floor beside it; null where that has none. */
export function besideFloor({ values }: Measures, floor: Measures | undefined): ScoredMeasures {
  const scored: ScoredMeasures = {};
  for (const name of Object.keys(directions) as MeasureName[]) {
    const [found, least] = [values[name], floor?.values[name]];
    if (!found) continue;
    scored[name] = {
      ...found,
      floor: least?.value ?? null,
      ...(least?.deviation !== undefined && { floorDeviation: least.deviation }),
      better: directions[name],
    };
  }
  return scored;
}

/** KID; subsets that are all images of both sets are one and the same, and have no deviation. */
function kernel({ features }: SeenImages, real: SeenImages, size: number) {
  const all = size === features.length && size === real.features.length;
  if (!all) return spread(kernelDistance(features, real.features, { size }));
  return { value: kernelDistance(features, real.features, { size, subsets: 1 }).mean };
}

function labelled(images: SeenImages): Measures['values'] {
  const { logits, labels } = images;
  const known = labelledOf(images);
  if (!logits || known.length === 0) return {};
  const pick = <T>(rows: ArrayLike<T>): T[] => known.map((i) => rows[i] as T);
  return { labelCorrectness: { value: labelCorrectness(pick(logits), pick(labels)) } };
}

/** Where the images are whose class is known. */
function labelledOf({ labels }: SeenImages): number[] {
  return Array.from(labels).flatMap((label, i) => (label >= 0 ? [i] : []));
}

function choose({ features, logits, labels }: SeenImages, indices: Uint32Array): SeenImages {
  const of = (rows: readonly Float32Array[]) => Array.from(indices, (i) => rows[i] as Float32Array);
  return {
    features: of(features),
    ...(logits && { logits: of(logits) }),
    labels: Int32Array.from(indices, (i) => labels[i] as number),
  };
}

const spread = ({ mean, deviation }: Spread) => ({ value: mean, deviation });
