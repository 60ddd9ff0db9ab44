/** A pen stroke as a polyline: x0, y0, x1, y1, ... with x to the right and y down, the canvas being 0..1. */
export type Stroke = Float64Array;

/** A character: its strokes. */
export type Glyph = readonly Stroke[];

/** A point of the canvas, 0..1 from left to right and from top to bottom. */
export type Point = readonly [x: number, y: number];

/** A straight line of evenly spaced points. */
export const line = (from: Point, to: Point, points = 8): Stroke =>
  trace(points, (t) => [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);

/** A quadratic Bezier curve. */
export const bezier = (from: Point, control: Point, to: Point): Stroke =>
  trace(14, (t) => {
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [a * from[0] + b * control[0] + c * to[0], a * from[1] + b * control[1] + c * to[1]];
  });

/** An arc of an axis-parallel ellipse, from one angle to another (radians, clockwise as y points down). */
export const ellipse = (center: Point, radii: Point, from = 0, to = 2 * Math.PI): Stroke =>
  trace(24, (t) => {
    const angle = from + t * (to - from);
    return [center[0] + radii[0] * Math.cos(angle), center[1] + radii[1] * Math.sin(angle)];
  });

/** Straight lines from point to point in one stroke. */
export const polygon = (...corners: Point[]): Stroke =>
  join(...corners.slice(1).map((corner, i) => line(corners[i] as Point, corner)));

/** One stroke out of several that meet end to end. */
export const join = (...strokes: Stroke[]): Stroke =>
  Float64Array.from(strokes.flatMap((stroke) => [...stroke]));

/** Points of a curve at `points` evenly spaced parameters 0..1. */
function trace(points: number, at: (t: number) => Point): Stroke {
  return Float64Array.from(Array.from({ length: points }, (_, i) => at(i / (points - 1))).flat());
}

/** The stroke with every point moved. */
export function mapPoints(stroke: Stroke, move: (x: number, y: number) => Point): Stroke {
  const out = new Float64Array(stroke.length);
  for (let i = 0; i < stroke.length; i += 2) {
    const [x, y] = move(stroke[i] as number, stroke[i + 1] as number);
    out[i] = x;
    out[i + 1] = y;
  }
  return out;
}

/** The mean of a stroke's points. */
export function centroid(stroke: Stroke): Point {
  let [x, y] = [0, 0];
  for (let i = 0; i < stroke.length; i += 2) {
    x += stroke[i] as number;
    y += stroke[i + 1] as number;
  }
  return [(2 * x) / stroke.length, (2 * y) / stroke.length];
}
