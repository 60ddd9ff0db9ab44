import type { RandomStream } from '@jiagu/random';
import { rasterize } from './rasterize.js';
import { gaussianBlur, smoothNoise } from '../smooth-field.js';
import type { Stroke } from './stroke.js';

/** With probability 0.4 severity, covers one side of a ragged line with bright paper, as at a broken edge; in place. */
export function addBlotch(
  image: Float32Array,
  size: number,
  pixel: number,
  severity: number,
  random: RandomStream,
): void {
  if (!random.chance(0.4 * severity)) return;
  const angle = random.uniform(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const offset = random.uniform(0.3, 0.5);
  const ragged = smoothNoise(random, size, 9 * pixel);
  const level = random.uniform(0.65, 1);
  for (let i = 0; i < image.length; i++) {
    const [x, y] = [(i % size) / size - 0.5, Math.floor(i / size) / size - 0.5];
    const beyond = x * cos + y * sin - offset + 0.06 * (ragged[i] as number);
    const cover = 1 / (1 + Math.exp(-beyond / 0.02));
    image[i] = (image[i] as number) * (1 - cover) + level * cover;
  }
}

/** Adds a random number of cracks, most of them bright; in place. */
export function addCracks(
  image: Float32Array,
  size: number,
  pixel: number,
  severity: number,
  random: RandomStream,
): void {
  for (let cracks = random.poisson(0.9 * severity); cracks > 0; cracks--) {
    const path = randomWalk(random);
    const drawn = rasterize([path], [random.uniform(0.008, 0.028)], size);
    const crack = gaussianBlur(drawn, size, 0.5 * pixel);
    const level = random.chance(0.75) ? random.uniform(0.4, 0.9) : 0.05;
    for (let i = 0; i < image.length; i++) {
      const cover = crack[i] as number;
      image[i] = (image[i] as number) * (1 - cover) + level * cover;
    }
  }
}

/** Eight points that drift from anywhere in one direction. */
function randomWalk(random: RandomStream): Stroke {
  let [x, y] = [random.uniform(), random.uniform()];
  const [driftX, driftY] = [random.normal(0, 0.13), random.normal(0, 0.13)];
  const points = [x, y];
  for (let i = 1; i < 8; i++) {
    x += driftX + random.normal(0, 0.05);
    y += driftY + random.normal(0, 0.05);
    points.push(x, y);
  }
  return Float64Array.from(points);
}
