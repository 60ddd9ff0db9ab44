import type { Curve } from '../curve.js';

/** Thresholds on the course of a figure where less is better. */
export const TREND = {
  /** least number of values for a trend */
  least: 4,
  /** share of all values, three at least, in the window of the running median, so that single values don't mislead */
  window: 0.2,
  /** rising: the end is more than this many times the best, both above the floor, */
  rise: 1.5,
  /** and exceeds it by more than this share of the fall from the first to the best */
  riseOfFall: 0.1,
  /** falling: the end is below this share of the value a window before, both above the floor */
  fall: 0.9,
} as const;

/** The trend of a figure where less is better. */
export interface Trend {
  readonly direction: 'falling' | 'level' | 'rising';
  /** its least value */
  readonly best: { readonly step: number; readonly value: number };
  readonly last: { readonly step: number; readonly value: number };
}

/**
 * Whether a figure where less is better still falls, is level, or has risen from its best.
 * @param floor a value that is beaten only by chance; default: 0
 * @returns undefined where there are too few values to tell
 */
export function trendOf(curve: Curve, floor = 0): Trend | undefined {
  const { values } = curve;
  const last = curve.last();
  if (values.length < TREND.least || !last) return undefined;
  const width = Math.max(3, Math.round(TREND.window * values.length));
  const above = values.map((value) => Math.max(0, value - floor));
  const middles = above.slice(width - 1).map((_, i) => median(above.slice(i, i + width)));
  const [first, end, best] = [middles[0] ?? 0, middles.at(-1) ?? 0, Math.min(...middles)];
  const before = middles.at(-1 - width) ?? first;
  const risen = end > TREND.rise * best && end - best > TREND.riseOfFall * (first - best);
  const least = Math.min(...values);
  return {
    direction: risen ? 'rising' : end < TREND.fall * before ? 'falling' : 'level',
    best: { value: least, step: curve.steps[values.indexOf(least)] ?? 0 },
    last,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
