import {
  authenticity,
  densityCoverage,
  frechetDistance,
  inceptionScore,
  kernelDistance,
  labelCorrectness,
  precisionRecall,
  type Spread,
} from '@jiagu/generation-metrics';
import type { RandomStream } from '@jiagu/random';
import type { SeenImages } from './feature-source.js';

/** Fewest images of a generated set; the inception score is of ten parts. */
export const LEAST_GENERATED = 10;

/** Fewest real images, for as many in each half. */
export const LEAST_REAL = 2 * LEAST_GENERATED;

/** Images in KID's subsets where the sets have as many. */
const KID_SUBSET = 1000;

/** The measures, in the order in which they are told, and which way is better. */
export const directions = {
  fid: 'lower',
  kid: 'lower',
  precision: 'higher',
  recall: 'higher',
  density: 'higher',
  coverage: 'higher',
  authenticity: 'higher',
  labelCorrectness: 'higher',
  inceptionScore: 'higher',
} as const;

export type MeasureName = keyof typeof directions;

/** Measures of one set against another; single numbers have no deviation. */
export interface Measures {
  /** images of each set in a subset of KID */
  readonly kidSubset: number;
  /** images with a label and class scores, of which label correctness is */
  readonly labelled: number;
  /** a measure that the features or labels don't allow is absent */
  readonly values: Partial<Record<MeasureName, { readonly value: number; readonly deviation?: number }>>;
}

/**
 * Measures generated images against real ones.
 * @param training what the generator learned from
 */
export function measure(generated: SeenImages, real: SeenImages, training: SeenImages): Measures {
  const { features, logits } = generated;
  const kidSubset = Math.min(KID_SUBSET, features.length, real.features.length);
  const { precision, recall } = precisionRecall(features, real.features);
  const { density, coverage } = densityCoverage(features, real.features);
  const labelled = logits ? Array.from(generated.labels.keys()).filter((i) => isLabelled(generated, i)) : [];
  const pick = <T>(rows: ArrayLike<T>): T[] => labelled.map((i) => rows[i] as T);
  return {
    kidSubset,
    labelled: labelled.length,
    values: {
      fid: { value: frechetDistance(features, real.features) },
      kid: kernel(generated, real, kidSubset),
      precision: { value: precision },
      recall: { value: recall },
      density: { value: density },
      coverage: { value: coverage },
      authenticity: { value: authenticity(features, training.features) },
      ...(logits &&
        labelled.length > 0 && {
          labelCorrectness: { value: labelCorrectness(pick(logits), pick(generated.labels)) },
        }),
      ...(logits && { inceptionScore: spread(inceptionScore(logits)) }),
    },
  };
}

/**
 * The same measures between two random halves of the real images, the first in the place of the generated ones: what
 * a perfect generator of as many images gets.
 */
export function floorOf(real: SeenImages, stream: RandomStream): Measures {
  const order = stream.permutation(real.features.length);
  const middle = Math.floor(order.length / 2);
  const held = choose(real, order.subarray(middle));
  return measure(choose(real, order.subarray(0, middle)), held, held);
}

function choose({ features, logits, labels }: SeenImages, indices: Uint32Array): SeenImages {
  const of = (rows: readonly Float32Array[]) => Array.from(indices, (i) => rows[i] as Float32Array);
  return {
    features: of(features),
    ...(logits && { logits: of(logits) }),
    labels: Int32Array.from(indices, (i) => labels[i] as number),
  };
}

/** KID; subsets that are all images of both sets are one and the same, and have no deviation. */
function kernel({ features }: SeenImages, real: SeenImages, size: number) {
  const all = size === features.length && size === real.features.length;
  if (!all) return spread(kernelDistance(features, real.features, { size }));
  return { value: kernelDistance(features, real.features, { size, subsets: 1 }).mean };
}

const isLabelled = ({ labels }: SeenImages, i: number): boolean => (labels[i] as number) >= 0;

const spread = ({ mean, deviation }: Spread) => ({ value: mean, deviation });
