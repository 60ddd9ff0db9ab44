import type { RandomStream } from '@jiagu/random';

/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** Number of Gaussians, evenly spaced on a circle of radius 2. */
export const MODES = 8;
const [RADIUS, DEVIATION] = [2, 0.02];

/** The means of the Gaussians. */
export const centres: readonly Point[] = Array.from({ length: MODES }, (_, i) => {
  const angle = (2 * Math.PI * i) / MODES;
  return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
});

/** A point of a random Gaussian of the eight; standard deviation 0.02 in x and y. */
export function drawPoint(random: RandomStream): Point {
  const [x, y] = centres[random.integer(MODES)] as Point;
  return [random.normal(x, DEVIATION), random.normal(y, DEVIATION)];
}

/**
 * A point counts for a mode, its nearest, within this distance: ten standard deviations, a ninth of the gap to the
 * next.
 */
const NEAR = 10 * DEVIATION;
/** It is of high quality within this one. */
const CLOSE = 3 * DEVIATION;
/** A mode is found where this share of the points counts for it; a fair share is an eighth. */
const FOUND = 0.008;

/** How points spread over the modes. */
export interface ModeCount {
  /** Modes that have at least 0.8 % of all points (20 of 2,500) within ten standard deviations, 0 .. 8. */
  readonly modes: number;
  /** Share of points within three standard deviations of a mode; 0.99 for the true distribution. */
  readonly highQuality: number;
}

/** Counts the modes that the points cover. */
export function countModes(points: readonly Point[]): ModeCount {
  const near = centres.map(() => 0);
  let close = 0;
  for (const [x, y] of points) {
    const distances = centres.map(([cx, cy]) => Math.hypot(x - cx, y - cy));
    const least = Math.min(...distances);
    const nearest = distances.indexOf(least);
    if (least <= NEAR) near[nearest] = (near[nearest] ?? 0) + 1;
    if (least <= CLOSE) close++;
  }
  return {
    modes: near.filter((count) => count >= FOUND * points.length).length,
    highQuality: close / points.length,
  };
}
