import { fnv1a } from './random-stream.js';

const { fround } = Math;

/** Numbers in [0, 1) from a 32-bit seed: mulberry32. */
function mulberry32(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The inputs and initial weights of a reference file, made from its seed and the name of each tensor. */
export class ReferenceGenerator {
  constructor(private readonly seed: string) {}

  /**
   * `offset` + `scale` x U[-1, 1), scale and U in single precision, the result rounded to it once: rounding the product
   * too would move some scales by their last bit, which shows from the second step on. Row-major in PyTorch's layout.
   */
  values(name: string, count: number, scale = 1, offset = 0): Float32Array<ArrayBuffer> {
    const next = this.stream(name);
    const factor = fround(scale);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = offset + factor * fround(2 * next() - 1);
    return values;
  }

  /** Class numbers below `classes`. */
  labels(name: string, count: number, classes: number): Int32Array {
    const next = this.stream(name);
    return Int32Array.from({ length: count }, () => Math.floor(next() * classes));
  }

  private stream(name: string): () => number {
    return mulberry32(fnv1a(`${this.seed}/${name}`));
  }
}
