import { zigguratNormal } from './ziggurat.js';

/** The four 32-bit words of a generator: plain numbers, so that a checkpoint can hold them as JSON. */
export type RandomState = [number, number, number, number];

/**
 * A seedable stream of random numbers: sfc32 (Doty-Humphrey, PractRand), 128 bits of state.
 * The same seed gives the same numbers on every machine.
 */
export class RandomStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** @param seed any text; two different texts give unrelated streams */
  constructor(seed: string) {
    // The digit comes first: after it, texts that collide in one word still differ in the others.
    [this.a, this.b, this.c] = [fnv1a(`0/${seed}`), fnv1a(`1/${seed}`), fnv1a(`2/${seed}`)];
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** The next integer of [0, 2^32). */
  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** A number of [low, high), evenly spread. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.uint32() / 4294967296);
  }

  /** A normally distributed number. */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * zigguratNormal(this);
  }

  /** An integer of 0 .. count - 1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** A number of events in a unit of time at the given rate (Knuth's product of uniforms). */
  poisson(rate: number): number {
    const limit = Math.exp(-rate);
    let events = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) events++;
    return events;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** 0 .. count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      // Both indices lie below count.
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  }

  /**
   * A stream of its own, decided by where this one stands and by the label alone. This one does not move, so
   * children may be asked for in any order and again: batch k gets its numbers without the batches before it.
   */
  derive(label: string): RandomStream {
    return new RandomStream(`${this.state().join(' ')}/${label}`);
  }

  /** Where the stream stands, to be given to {@link restore}. */
  state(): RandomState {
    return [this.a, this.b, this.c, this.counter];
  }

  /** Goes on from where {@link state} was taken. */
  restore(state: RandomState): void {
    [this.a, this.b, this.c, this.counter] = state;
  }
}

/** 32-bit FNV-1a of the UTF-8 bytes of a text. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
