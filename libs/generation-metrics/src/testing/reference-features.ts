import { ReferenceGenerator } from '@jiagu/random';

const [WIDTH, LATENT] = [64, 8];

function rowsOf(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, n) => values.subarray(n * width, (n + 1) * width));
}

/** Two overlapping sets of features, 500 x 64, and logits, 500 x 10, on which the expected figures were computed. */
export function referenceFeatures(seed = 'gan-metrics', count = 500) {
  const generator = new ReferenceGenerator(seed);
  const mixing = generator.values('mixing', LATENT * WIDTH);
  const set = (name: string, scale: number, shift: number): Float32Array[] => {
    const latent = generator.values(`${name}.latent`, count * LATENT);
    const noise = generator.values(`${name}.noise`, count * WIDTH);
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
      generator.values('logits', count * 10).map((value) => 6 * value),
      10,
    ),
  };
}
