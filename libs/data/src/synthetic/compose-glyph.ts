import type { RandomStream } from '@jiagu/random';
import { type ComponentName, componentNames, components, enclosures, narrow } from './components.js';
import { bezier, type Glyph, mapPoints, type Stroke } from './stroke.js';

/** A part of the canvas for one component, and the components it may hold. */
interface Cell {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly choice: readonly ComponentName[];
}

const cell = (
  left: number,
  top: number,
  right: number,
  bottom: number,
  choice: readonly ComponentName[] = componentNames,
): Cell => ({ left, top, right, bottom, choice });

/** The arrangements of components. */
const layouts: readonly (readonly Cell[])[] = [
  // One above the other, and three above each other.
  [cell(0.15, 0.05, 0.85, 0.45), cell(0.15, 0.5, 0.85, 0.97)],
  [cell(0.2, 0.03, 0.8, 0.32), cell(0.15, 0.35, 0.85, 0.65), cell(0.2, 0.68, 0.8, 0.97)],
  // Side by side.
  [cell(0.05, 0.1, 0.45, 0.9), cell(0.55, 0.1, 0.95, 0.9)],
  // One inside the other.
  [cell(0.1, 0.1, 0.9, 0.9, enclosures), cell(0.32, 0.32, 0.68, 0.68)],
  // Two on a spine.
  [cell(0.45, 0.02, 0.55, 0.98, ['stem']), cell(0.1, 0.08, 0.9, 0.4), cell(0.15, 0.55, 0.85, 0.95)],
  // Overlapping.
  [cell(0.1, 0.05, 0.9, 0.6), cell(0.25, 0.4, 0.75, 0.97)],
];

/** Side of a character on the canvas. */
const SIDE = 0.86;

/** A random character: a layout, a component in each of its cells, sometimes a free stroke. */
export function composeGlyph(random: RandomStream): Glyph {
  const layout = pick(layouts, random);
  const strokes = layout.flatMap((place) => fill(place, random));
  if (random.chance(0.35)) strokes.push(...freeStroke(random));
  return centered(strokes);
}

function fill(place: Cell, random: RandomStream): Stroke[] {
  const name = pick(place.choice, random);
  let width = (place.right - place.left) * random.uniform(0.75, 1);
  const height = (place.bottom - place.top) * random.uniform(0.8, 1);
  const x = (place.left + place.right) / 2 + random.uniform(-0.03, 0.03);
  const y = (place.top + place.bottom) / 2 + random.uniform(-0.03, 0.03);
  if (narrow.has(name) && width > 0.3) width *= 0.6;
  return components[name].map((stroke) =>
    mapPoints(stroke, (u, v) => [x + (u - 0.5) * width, y + (v - 0.5) * height]),
  );
}

/** One curved stroke anywhere, unless its ends fall too close together. */
function freeStroke(random: RandomStream): Stroke[] {
  const [ax, ay, bx, by] = Array.from({ length: 4 }, () => random.uniform(0.1, 0.9)) as [
    number,
    number,
    number,
    number,
  ];
  const bend = [random.uniform(-0.2, 0.2), random.uniform(-0.2, 0.2)] as const;
  if (Math.hypot(bx - ax, by - ay) <= 0.3) return [];
  return [bezier([ax, ay], [(ax + bx) / 2 + bend[0], (ay + by) / 2 + bend[1]], [bx, by])];
}

/** The glyph in the middle of the canvas, its longer side of the standard length. */
function centered(strokes: Stroke[]): Glyph {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i += 2) {
      left = Math.min(left, stroke[i] as number);
      right = Math.max(right, stroke[i] as number);
      top = Math.min(top, stroke[i + 1] as number);
      bottom = Math.max(bottom, stroke[i + 1] as number);
    }
  }
  const scale = SIDE / Math.max(right - left, bottom - top);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return strokes.map((stroke) => mapPoints(stroke, (u, v) => [0.5 + (u - x) * scale, 0.5 + (v - y) * scale]));
}

const pick = <T>(choices: readonly T[], random: RandomStream): T =>
  choices[random.integer(choices.length)] as T;
