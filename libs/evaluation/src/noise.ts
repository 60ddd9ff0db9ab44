import type { RandomStream } from '@jiagu/random';

/**
 * A noise vector for each image, its entries drawn from N(0, 1) one after the other: image i gets the same noise
 * whatever comes after it.
 * @param limit entries of greater magnitude are drawn again (the truncation trick, Brock 2019); absent: none are
 * @throws RangeError when the limit is not above 0
 */
export function drawNoise(
  count: number,
  latent: number,
  stream: RandomStream,
  limit = Infinity,
): Float32Array[] {
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: latent }, () => within(stream.normal(), limit, stream)),
  );
}

/**
 * Truncates given noise as {@link drawNoise} does: entries of greater magnitude than the limit are drawn again, all
 * others are kept.
 * @throws RangeError when the limit is not above 0
 */
export function narrowNoise(
  noise: readonly Float32Array[],
  limit: number,
  stream: RandomStream,
): Float32Array[] {
  return noise.map((vector) => vector.map((entry) => within(entry, limit, stream)));
}

/** The entry, or the next of the stream that lies within the limit. */
function within(entry: number, limit: number, stream: RandomStream): number {
  if (!(limit > 0)) throw new RangeError(`noise is cut off at a limit above 0, not at ${limit}`);
  let found = entry;
  while (Math.abs(found) > limit) found = stream.normal();
  return found;
}

/**
 * Spherical interpolation from one noise vector to another (White 2016): its points have about the length of noise
 * vectors, while linear interpolation passes through shorter ones, which a generator hardly ever sees in training. For
 * parallel or opposite vectors the interpolation is linear.
 * @param steps number of points, both ends included; at least 2
 */
export function noiseArc(from: Float32Array, to: Float32Array, steps: number): Float32Array[] {
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const bent = Math.sin(angle) > 1e-6;
  return Array.from({ length: steps }, (_, i) => {
    const share = i / (steps - 1);
    const [a, b] = bent
      ? [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)]
      : [1 - share, share];
    return from.map((value, k) => a * value + b * (to[k] as number));
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
