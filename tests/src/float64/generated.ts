const { fround, imul } = Math;

/** mulberry32 seeded with the FNV-1a hash of `seed/name`: numbers in [0, 1). */
function stream(seed: string, name: string): () => number {
  let a = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${seed}/${name}`)) a = imul(a ^ byte, 0x01000193);
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = imul(a ^ (a >>> 15), a | 1);
    t = t ^ (t + imul(t ^ (t >>> 7), t | 61));
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `offset` + `scale` x U[-1, 1), rounded to single precision. */
export function uniform(seed: string, name: string, count: number, scale = 1, offset = 0): Float64Array {
  const next = stream(seed, name);
  return Float64Array.from({ length: count }, () => fround(offset + fround(scale) * fround(2 * next() - 1)));
}

export function labels(seed: string, name: string, count: number, classes: number): number[] {
  const next = stream(seed, name);
  return Array.from({ length: count }, () => Math.floor(next() * classes));
}
