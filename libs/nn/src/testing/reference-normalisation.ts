import { at, build64, forEachPosition, type Array64 } from './array64.js';

interface Moments {
  mean: number;
  biased: number;
  unbiased: number;
}

/** Mean and variances of the groups into which a function puts the positions. */
function moments64(x: Array64, group: (...position: number[]) => string): Map<string, Moments> {
  const values = new Map<string, number[]>();
  forEachPosition(x.shape, (...position) => {
    const key = group(...position);
    values.set(key, [...(values.get(key) ?? []), at(x, ...position)]);
  });
  return new Map(
    [...values].map(([key, list]) => {
      const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
      const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [key, { mean, biased: squares / list.length, unbiased: squares / (list.length - 1) }];
    }),
  );
}

const ofChannel = (_n?: number, _h?: number, _w?: number, c?: number) => String(c);
const ofSample = (n?: number) => String(n);
const ofSampleAndChannel = (n?: number, _h?: number, _w?: number, c?: number) => `${n} ${c}`;

function normalise(
  x: Array64,
  group: (...position: number[]) => string,
  apply: (value: number, moments: Moments, channel: number) => number,
): Array64 {
  const moments = moments64(x, group);
  return build64(x.shape, (...position) => {
    const of = moments.get(group(...position)) as Moments;
    return apply(at(x, ...position), of, position[3] as number);
  });
}

/** Batch normalisation: per channel over samples and space. */
export const batchNorm64 = (x: Array64, scale: Array64, offset: Array64, epsilon: number): Array64 =>
  normalise(
    x,
    ofChannel,
    (value, { mean, biased }, c) =>
      ((value - mean) / Math.sqrt(biased + epsilon)) * at(scale, c) + at(offset, c),
  );

/** Mean and unbiased variance per channel. */
export function channelStatistics64(x: Array64): { mean: number[]; variance: number[] } {
  const moments = moments64(x, ofChannel);
  const channels = Array.from({ length: x.shape[3] as number }, (_, c) => moments.get(String(c)) as Moments);
  return { mean: channels.map(({ mean }) => mean), variance: channels.map(({ unbiased }) => unbiased) };
}

/** Batch normalisation per channel with given statistics. */
export const batchNormInference64 = (
  x: Array64,
  scale: Array64,
  offset: Array64,
  mean: Array64,
  variance: Array64,
  epsilon: number,
): Array64 =>
  build64(x.shape, (...position) => {
    const c = position[3] as number;
    const normalised = (at(x, ...position) - at(mean, c)) / Math.sqrt(at(variance, c) + epsilon);
    return normalised * at(scale, c) + at(offset, c);
  });

/** Instance normalisation: per sample and channel over space. */
export const instanceNorm64 = (x: Array64, epsilon: number): Array64 =>
  normalise(x, ofSampleAndChannel, (value, { mean, biased }) => (value - mean) / Math.sqrt(biased + epsilon));

/** Layer normalisation: per sample over everything, with the unbiased standard deviation. */
export const layerNorm64 = (x: Array64, scale: Array64, offset: Array64, epsilon: number): Array64 =>
  normalise(
    x,
    ofSample,
    (value, { mean, unbiased }, c) =>
      ((value - mean) / (Math.sqrt(unbiased) + epsilon)) * at(scale, c) + at(offset, c),
  );
