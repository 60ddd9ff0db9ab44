/** Layers of equal area under the bell curve. */
const LAYERS = 128;

/** Where the tail begins, and the area of a layer (Doornik 2005). */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Right edges of the layers, and how much of each lies under the curve's whole height. */
const edges = new Float64Array(LAYERS + 1);
const inside = new Float64Array(LAYERS);

let height = Math.exp(-0.5 * TAIL * TAIL);
edges[0] = AREA / height;
edges[1] = TAIL;
for (let i = 2; i < LAYERS; i++) {
  const edge = Math.sqrt(-2 * Math.log(AREA / (edges[i - 1] as number) + height));
  edges[i] = edge;
  height = Math.exp(-0.5 * edge * edge);
}
for (let i = 0; i < LAYERS; i++) inside[i] = (edges[i + 1] as number) / (edges[i] as number);

/** A source of integers of [0, 2^32). */
interface Integers {
  uint32(): number;
}

/**
 * A normally distributed number by the ziggurat method (Marsaglia and Tsang 2000, as Doornik 2005 arranges it):
 * in 98 of 100 cases one integer, one comparison and one product, some five times faster than Box-Muller.
 */
export function zigguratNormal(random: Integers): number {
  for (;;) {
    const bits = random.uint32();
    const layer = bits & (LAYERS - 1);
    // The upper 25 bits, as the middles of as many steps of -1..1: never 0, never the same bits as the layer's.
    const u = ((bits >>> 7) + 0.5) / 2 ** 24 - 1;
    const edge = edges[layer] as number;
    const x = u * edge;
    if (Math.abs(u) < (inside[layer] as number)) return x;
    if (layer === 0) return tail(random, u < 0);
    const upper = Math.exp(-0.5 * (edge * edge - x * x));
    const next = edges[layer + 1] as number;
    const lower = Math.exp(-0.5 * (next * next - x * x));
    if (lower + unit(random) * (upper - lower) < 1) return x;
  }
}

/** A number beyond the last layer (Marsaglia 1964). */
function tail(random: Integers, negative: boolean): number {
  for (;;) {
    const x = Math.log(unit(random)) / TAIL;
    if (-2 * Math.log(unit(random)) >= x * x) return negative ? x - TAIL : TAIL - x;
  }
}

/** Evenly spread in (0, 1]. */
const unit = (random: Integers): number => (random.uint32() + 1) / 4294967296;
