import { RandomStream } from '@jiagu/random';
import type { Tile } from '../image-grid.js';

/** A few strokes that are the same for a class, dark on white or pale on a noisy background. */
export function draw(label: number, domain: 'source' | 'target', random: RandomStream): Tile {
  const size = 32;
  const strokes = new RandomStream(`glyph ${label}`);
  const level = Float64Array.from({ length: size * size }, () =>
    domain === 'source' ? 255 : 45 + random.normal(0, 16),
  );
  for (let stroke = 0; stroke < 4; stroke++) {
    const [x0, y0, x1, y1] = [0, 0, 0, 0].map(() => strokes.uniform(4, 27) + random.normal(0, 0.8));
    for (let i = 0; i <= 60; i++) {
      const [x, y] = [
        (x0 ?? 0) + (((x1 ?? 0) - (x0 ?? 0)) * i) / 60,
        (y0 ?? 0) + (((y1 ?? 0) - (y0 ?? 0)) * i) / 60,
      ];
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
      ] as const)
        level[Math.round(y + dy) * size + Math.round(x + dx)] =
          domain === 'source' ? 20 : 185 + random.normal(0, 20);
    }
  }
  return {
    width: size,
    height: size,
    channels: 1,
    data: Uint8Array.from(level, (v) => Math.max(0, Math.min(255, v))),
  };
}
