import { fnv1a } from '@jiagu/random';

const { fround } = Math;
const [WIDTH, LATENT] = [64, 8];

/**
 * `count` numbers of [-1, 1), rounded to single precision, by name: mulberry32 seeded with FNV-1a of `seed/name`, which
 * a line of any language repeats.
 */
function uniform(seed: string, name: string, count: number): Float32Array {
  let a = fnv1a(`${seed}/${name}`);
  return Float32Array.from({ length: count }, () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return fround(2 * (((t ^ (t >>> 14)) >>> 0) / 4294967296) - 1);
  });
}

function rowsOf(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, n) => values.subarray(n * width, (n + 1) * width));
}

/** Two overlapping sets of features, 500 x 64, and logits, 500 x 10, on which the expected figures were computed. */
export function referenceFeatures(seed = 'gan-metrics', count = 500) {
  const mixing = uniform(seed, 'mixing', LATENT * WIDTH);
  const set = (name: string, scale: number, shift: number): Float32Array[] => {
    const latent = uniform(seed, `${name}.latent`, count * LATENT);
    const noise = uniform(seed, `${name}.noise`, count * WIDTH);
    const value = (_: unknown, at: number): number => {
      const [i, j] = [Math.floor(at / WIDTH), at % WIDTH];
      let sum = 0;
      for (let k = 0; k < LATENT; k++)
        sum += (scale * (latent[i * LATENT + k] as number) + shift) * (mixing[k * WIDTH + j] as number);
      return sum + 0.25 * (noise[at] as number);
    };
    return rowsOf(Float32Array.from({ length: count * WIDTH }, value), WIDTH);
  };
  return {
    real: set('real', 1, 0),
    generated: set('fake', 0.7, 0.2),
    logits: rowsOf(
      uniform(seed, 'logits', count * 10).map((value) => 6 * value),
      10,
    ),
  };
}
