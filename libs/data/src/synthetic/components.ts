import { bezier, ellipse, type Glyph, join, line, polygon } from './stroke.js';

/** The building blocks of characters, each in the unit box. */
export const components = {
  box: [polygon([0, 0], [1, 0], [1, 1], [0, 1], [0, 0])],
  oval: [ellipse([0.5, 0.5], [0.5, 0.5])],
  diamond: [polygon([0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5], [0.5, 0])],
  triangle: [polygon([0.5, 0], [1, 1], [0, 1], [0.5, 0])],
  moon: [ellipse([0, 0.5], [1, 0.5], -Math.PI / 2, Math.PI / 2), line([0, 0], [0, 1])],
  legs: [bezier([0.5, 0], [0.45, 0.5], [0, 1]), bezier([0.5, 0], [0.55, 0.5], [1, 1])],
  arms: [bezier([0.5, 1], [0.4, 0.3], [0, 0]), bezier([0.5, 1], [0.6, 0.3], [1, 0])],
  fork: [
    line([0.5, 0], [0.5, 1]),
    bezier([0.5, 0.8], [0, 0.7], [0, 0]),
    bezier([0.5, 0.8], [1, 0.7], [1, 0]),
  ],
  root: [
    line([0.5, 0], [0.5, 1]),
    bezier([0.5, 0.2], [0, 0.3], [0, 1]),
    bezier([0.5, 0.2], [1, 0.3], [1, 1]),
  ],
  cross: [line([0, 0.5], [1, 0.5]), line([0.5, 0], [0.5, 1])],
  ex: [line([0, 0], [1, 1]), line([1, 0], [0, 1])],
  two: [line([0, 0.2], [1, 0.2]), line([0, 0.8], [1, 0.8])],
  three: [line([0, 0.1], [1, 0.1]), line([0, 0.5], [1, 0.5]), line([0, 0.9], [1, 0.9])],
  stem: [line([0.5, 0], [0.5, 1])],
  twoStems: [line([0.2, 0], [0.2, 1]), line([0.8, 0], [0.8, 1])],
  hook: [join(line([0.2, 0], [0.2, 0.7]), ellipse([0.5, 0.7], [0.3, 0.3], Math.PI, 0))],
  wave: [join(bezier([0, 0.2], [0.25, -0.3], [0.5, 0.5]), bezier([0.5, 0.5], [0.75, 1.3], [1, 0.8]))],
  zigzag: [polygon([0.2, 0], [0.8, 0.33], [0.2, 0.66], [0.8, 1])],
  dots: [line([0.1, 0.4], [0.2, 0.6], 4), line([0.8, 0.4], [0.9, 0.6], 4)],
  cup: [ellipse([0.5, 0], [0.5, 1], Math.PI, 0)],
  roof: [polygon([0, 1], [0.5, 0], [1, 1])],
  gate: [polygon([0, 1], [0, 0], [1, 0], [1, 1])],
  arrow: [line([0.5, 0], [0.5, 1]), line([0.5, 0], [0.1, 0.45]), line([0.5, 0], [0.9, 0.45])],
  eye: [
    bezier([0, 0.5], [0.5, -0.35], [1, 0.5]),
    bezier([0, 0.5], [0.5, 1.35], [1, 0.5]),
    ellipse([0.5, 0.5], [0.12, 0.2]),
  ],
} satisfies Record<string, Glyph>;

/** A building block. */
export type ComponentName = keyof typeof components;

/** All building blocks in a fixed order, so that a random index names the same one everywhere. */
export const componentNames = Object.keys(components) as ComponentName[];

/** Those that have room for another inside. */
export const enclosures = ['box', 'oval', 'diamond', 'gate', 'triangle', 'moon'] as const;

/** Those that look wrong when a wide cell stretches them. */
export const narrow: ReadonlySet<ComponentName> = new Set(['stem', 'hook', 'twoStems']);
