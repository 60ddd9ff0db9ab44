const WORDS = 624;
const MIDDLE = 397;

/**
 * numpy's `RandomState(seed)`, as far as measures draw from it: MT19937 (Matsumoto 1998) and the legacy shuffle, whose
 * numbers numpy keeps for good (NEP 19). Bit for bit the same, so that subsets are those of Python programs.
 */
export class NumpyRandom {
  private readonly words = new Uint32Array(WORDS);
  private at = WORDS;

  /** @throws RangeError when the seed is no integer of [0, 2^32) */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
      throw new RangeError(`seed: ${seed} is no integer of 0 .. 2^32 - 1`);
    this.words[0] = seed;
    for (let i = 1; i < WORDS; i++) {
      const last = this.word(i - 1);
      this.words[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i;
    }
  }

  /** The next integer of [0, 2^32). */
  uint32(): number {
    if (this.at === WORDS) this.twist();
    let y = this.word(this.at++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** `permutation(count)`: 0 .. count - 1 in random order (Fisher-Yates from the end). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.upTo(i);
      // Both indices lie below count.
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  }

  /** `choice(count, size, replace=False)`: the first of a permutation of all. */
  choice(count: number, size: number): Uint32Array {
    return this.permutation(count).subarray(0, size);
  }

  /** An integer of 0 .. most: the bits of as many as `most` has, drawn until they are no more than it. */
  private upTo(most: number): number {
    const mask = 0xffffffff >>> Math.clz32(most);
    for (;;) {
      const value = (this.uint32() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  private twist(): void {
    for (let i = 0; i < WORDS; i++) {
      const y = (this.word(i) & 0x80000000) | (this.word((i + 1) % WORDS) & 0x7fffffff);
      this.words[i] = this.word((i + MIDDLE) % WORDS) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  private word(i: number): number {
    return this.words[i] as number;
  }
}
