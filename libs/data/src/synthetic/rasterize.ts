import type { Stroke } from './stroke.js';

/**
 * Draws strokes with round ends and joints.
 * @returns how much of each pixel they cover, 0..1, size x size, computed from the distance to the nearest segment:
 *   edges are smooth at any size, and lines thinner than a pixel become faint instead of vanishing
 * @param widths of the strokes, in sides of the canvas
 */
export function rasterize(strokes: readonly Stroke[], widths: readonly number[], size: number): Float32Array {
  const out = new Float32Array(size * size);
  strokes.forEach((stroke, s) => {
    const radius = Math.max(((widths[s] ?? 0) * size) / 2, 0.125);
    for (let i = 0; i + 3 < stroke.length; i += 2) {
      drawSegment(
        out,
        size,
        radius,
        (stroke[i] as number) * size,
        (stroke[i + 1] as number) * size,
        (stroke[i + 2] as number) * size,
        (stroke[i + 3] as number) * size,
      );
    }
  });
  return out;
}

/** Draws one segment, given in pixels; pixel (x, y) has its centre at (x + 0.5, y + 0.5). */
function drawSegment(
  out: Float32Array,
  size: number,
  radius: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void {
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach));
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const [ex, ey] = [px - along * dx, py - along * dy];
      const distance = Math.sqrt(ex * ex + ey * ey);
      if (distance >= reach) continue;
      // What the line covers of a pixel's width across it.
      const covered = Math.min(distance + radius, 0.5) - Math.max(distance - radius, -0.5);
      const at = y * size + x;
      if (covered > (out[at] as number)) out[at] = covered;
    }
  }
}
