import type { RandomStream } from '@jiagu/random';
import { addBlotch, addCracks } from './damage.js';
import { rasterize } from './rasterize.js';
import { gaussianBlur, grain, smoothNoise } from '../smooth-field.js';
import type { Stroke } from './stroke.js';

/** The canvas that the pixel sizes below refer to. */
const REFERENCE_SIZE = 64;

/**
 * A scanned rubbing: worn bright strokes on dark, noisy ground, with blotches and cracks.
 * @param severity of the damage; 1 is usual
 * @returns size x size, 0..1
 */
export function drawRubbing(
  written: readonly Stroke[],
  size: number,
  severity: number,
  random: RandomStream,
): Float32Array {
  const pixel = size / REFERENCE_SIZE;
  const ink = carve(written, size, pixel, severity, random);
  const fine = grain(random, size, random.uniform(0.45, 0.9) * pixel);
  const ground = drawGround(fine, size, pixel, severity, random);
  const image = compose(ground, ink, fine, size, pixel, random);
  addBlotch(image, size, pixel, severity, random);
  addCracks(image, size, pixel, severity, random);
  const scanned = gaussianBlur(image, size, random.uniform(0.3, 1.1) * pixel);
  const contrast = random.uniform(0.75, 1.2);
  const brightness = random.uniform(-0.05, 0.05);
  return scanned.map((value) => Math.min(1, Math.max(0, (value - 0.4) * contrast + 0.4 + brightness)));
}

/** Where strokes are left, 0..1: rough at the edges, rubbed away in patches. */
function carve(
  written: readonly Stroke[],
  size: number,
  pixel: number,
  severity: number,
  random: RandomStream,
) {
  const knife = random.uniform(0.028, 0.075);
  const strokes = wear(written, severity, random);
  const widths = strokes.map(() => knife * random.uniform(0.75, 1.25));
  const ink = gaussianBlur(rasterize(strokes, widths, size), size, 0.9 * pixel);
  const roughness = smoothNoise(random, size, 2.2 * pixel);
  const abrasion = smoothNoise(random, size, random.uniform(5, 12) * pixel);
  const limit = random.uniform(0.7, 2) / Math.max(severity, 0.2);
  return ink.map((value, i) => {
    const edge = sigmoid((value + 0.11 * severity * (roughness[i] as number) - 0.38) / 0.07);
    return edge * sigmoid((limit - (abrasion[i] as number)) / 0.15);
  });
}

/** Sometimes a stroke is lost, sometimes one is broken off at an end. */
function wear(written: readonly Stroke[], severity: number, random: RandomStream): Stroke[] {
  const lost = written.length > 3 && random.chance(0.25 * severity) ? random.integer(written.length) : -1;
  return written
    .filter((_, i) => i !== lost)
    .map((stroke) => {
      if (!random.chance(0.12 * severity)) return stroke;
      const kept = 2 * Math.floor((stroke.length / 2) * random.uniform(0.6, 0.9));
      return random.chance(0.5) ? stroke.subarray(0, kept) : stroke.subarray(stroke.length - kept);
    });
}

/** The bone: uneven dark grey, grain, white specks. */
function drawGround(
  fine: Float32Array,
  size: number,
  pixel: number,
  severity: number,
  random: RandomStream,
): Float32Array {
  const level = random.uniform(0.06, 0.3);
  const [uneven, unevenness] = [smoothNoise(random, size, 24 * pixel), random.uniform(0, 0.09)];
  const fineness = random.uniform(0.03, 0.11) * severity;
  const specks = grain(random, size, random.uniform(0.7, 1.3) * pixel);
  const threshold = random.uniform(1.5, 3.2) - 0.3 * (severity - 1);
  const whiteness = random.uniform(0.3, 0.7);
  return uneven.map(
    (value, i) =>
      level +
      value * unevenness +
      (fine[i] as number) * fineness +
      sigmoid(((specks[i] as number) - threshold) / 0.18) * whiteness,
  );
}

/** Strokes of an uneven brightness laid over the ground. */
function compose(
  ground: Float32Array,
  ink: Float32Array,
  fine: Float32Array,
  size: number,
  pixel: number,
  random: RandomStream,
): Float32Array {
  const level = random.uniform(0.55, 1);
  const uneven = smoothNoise(random, size, 14 * pixel);
  return ground.map((below, i) => {
    const stroke = level + 0.05 * (fine[i] as number) + 0.06 * (uneven[i] as number);
    return below + (stroke - below) * (ink[i] as number);
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
