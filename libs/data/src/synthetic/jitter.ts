import type { RandomStream } from '@jiagu/random';
import { centroid, type Glyph, mapPoints, type Point, type Stroke } from './stroke.js';

/** Standard deviation of the rotation of a whole character at strength 1, in radians. */
const ROTATION = (0.6 * 7 * Math.PI) / 180;

/** How one writing of a character differs from another. */
export interface Handwriting {
  /** Factor on all differences except those of width and height. */
  readonly strength: number;
  /** [low, high] of the ratio of width to height. */
  readonly aspect: readonly [number, number];
}

/** One writing of a character: every stroke moved a little, the whole bent, rotated, sheared and scaled. */
export function jitter(glyph: Glyph, { strength, aspect }: Handwriting, random: RandomStream): Stroke[] {
  const place = affine(strength, aspect, random);
  const bend = warp(strength, random);
  return glyph.map((stroke) => {
    const move = strokeMotion(stroke, strength, random);
    return mapPoints(stroke, (x, y) => place(...bend(...move(x, y))));
  });
}

type Motion = (x: number, y: number) => Point;

/** The whole character: rotation, sides, shear, shift about the middle of the canvas. */
function affine(strength: number, aspect: readonly [number, number], random: RandomStream): Motion {
  const angle = random.normal(0, ROTATION * strength);
  const width = random.uniform(...aspect) * random.uniform(0.9, 1.04);
  const height = random.uniform(0.9, 1.04);
  const shear = random.normal(0, 0.06 * strength);
  const [shiftX, shiftY] = [random.normal(0, 0.02 * strength), random.normal(0, 0.02 * strength)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const u = (x - 0.5) * width + (y - 0.5) * shear;
    const v = (y - 0.5) * height;
    return [0.5 + cos * u - sin * v + shiftX, 0.5 + sin * u + cos * v + shiftY];
  };
}

/** A smooth bend: each coordinate is shifted by a wave along x and one along y. */
function warp(strength: number, random: RandomStream): Motion {
  const wave = () => {
    const amplitude = random.normal(0, 0.022 * strength);
    const frequency = random.uniform(2, 6);
    const phase = random.uniform(0, 2 * Math.PI);
    return (along: number) => amplitude * Math.sin(frequency * along + phase);
  };
  const [xByY, xByX, yByX, yByY] = [wave(), wave(), wave(), wave()];
  return (x, y) => [x + xByY(y) + xByX(x), y + yByX(x) + yByY(y)];
}

/** One stroke: rotation and scales about its own centre, shift. */
function strokeMotion(stroke: Stroke, strength: number, random: RandomStream): Motion {
  const [cx, cy] = centroid(stroke);
  const angle = random.normal(0, 0.06 * strength);
  const [width, height] = [1 + random.normal(0, 0.06 * strength), 1 + random.normal(0, 0.06 * strength)];
  const [shiftX, shiftY] = [random.normal(0, 0.014 * strength), random.normal(0, 0.014 * strength)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => [
    cx + (cos * (x - cx) - sin * (y - cy)) * width + shiftX,
    cy + (sin * (x - cx) + cos * (y - cy)) * height + shiftY,
  ];
}
