import * as tf from '@tensorflow/tfjs-core';
import type { DomainImages, Separation } from './separation.js';
import { toTiles, type Tile } from './tiles.js';

/**
 * Each structure with texture codes interpolated linearly between two images, in the textures' domain: row i goes from
 * texture 2i to texture 2i + 1, starting over where there are fewer.
 * @param steps images drawn in a row, both ends included; at least 2
 * @returns a row for each structure: the image that gives it, that of the first texture, `steps` drawn ones, that of
 *   the second texture
 */
export function interpolateTextures(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
  steps: number,
): Promise<Tile[][]> {
  return interpolationRows(structures, textures, (row, from, to) =>
    tf.tidy(() => {
      const { structure } = separation.encode(slice(structures.images, row), structures.domain);
      const { texture } = separation.encode(gather(textures.images, from, to), textures.domain);
      return separation.decode(repeat(structure, steps), between(texture, steps), textures.domain);
    }),
  );
}

/**
 * Each texture with structures interpolated linearly between two images, in the texture's domain: as
 * {@link interpolateTextures} with the roles exchanged.
 * @returns a row for each texture: the image that gives it, that of the first structure, `steps` drawn ones, that of
 *   the second structure
 */
export function interpolateStructures(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
  steps: number,
): Promise<Tile[][]> {
  return interpolationRows(textures, structures, (row, from, to) =>
    tf.tidy(() => {
      const { texture } = separation.encode(slice(textures.images, row), textures.domain);
      const { structure } = separation.encode(gather(structures.images, from, to), structures.domain);
      return separation.decode(between(structure, steps), repeat(texture, steps), textures.domain);
    }),
  );
}

/** One frame of {@link textureLoop}. */
export interface TextureFrame {
  /** Index of the nearest of the textures. */
  readonly nearest: number;
  /** A tile for each structure. */
  readonly tiles: readonly Tile[];
}

/**
 * The frames of a loop: all structures with texture codes interpolated from each texture to the next, and from the last
 * one back to the first, in the textures' domain.
 * @param steps frames from one texture to the next
 */
export async function textureLoop(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
  steps: number,
): Promise<TextureFrame[]> {
  const [shapes, stops] = [structures.images.shape[0], textures.images.shape[0]];
  const { structure, codes } = tf.tidy(() => ({
    structure: separation.encode(structures.images, structures.domain).structure,
    codes: separation.encode(textures.images, textures.domain).texture,
  }));
  const frames: TextureFrame[] = [];
  for (let stop = 0; stop < stops; stop++) {
    const next = (stop + 1) % stops;
    // The last code of one interpolation is the first of the next.
    const way = tf.tidy(() => between(gather(codes, stop, next), steps + 1));
    for (let step = 0; step < steps; step++) {
      const drawn = tf.tidy(() =>
        separation.decode(structure, repeat(slice(way, step), shapes), textures.domain),
      );
      frames.push({ nearest: 2 * step < steps ? stop : next, tiles: await toTiles(drawn) });
      drawn.dispose();
    }
    way.dispose();
  }
  tf.dispose([structure, codes]);
  return frames;
}

/** Rows of the constant image, the first end, the interpolation and the second end. */
async function interpolationRows(
  staying: DomainImages,
  moving: DomainImages,
  draw: (row: number, from: number, to: number) => tf.Tensor4D,
): Promise<Tile[][]> {
  const [stay, move] = [await toTiles(staying.images), await toTiles(moving.images)];
  const rows: Tile[][] = [];
  for (const [row, original] of stay.entries()) {
    const [from, to] = [(2 * row) % move.length, (2 * row + 1) % move.length];
    const way = draw(row, from, to);
    rows.push([original, move[from] as Tile, ...(await toTiles(way)), move[to] as Tile]);
    way.dispose();
  }
  return rows;
}

/** Of two entries along the first axis, `steps` from the one to the other. */
function between<T extends tf.Tensor>(ends: T, steps: number): T {
  const [from, to] = [slice(ends, 0), slice(ends, 1)];
  const share = tf.reshape(tf.linspace(0, 1, steps), [steps, ...ends.shape.slice(1).map(() => 1)]);
  return tf.add(tf.mul(from, tf.sub(1, share)), tf.mul(to, share));
}

const gather = <T extends tf.Tensor>(values: T, ...rows: number[]): T => tf.gather(values, rows) as T;
const slice = <T extends tf.Tensor>(values: T, row: number): T => gather(values, row);
const repeat = <T extends tf.Tensor>(value: T, times: number): T =>
  tf.tile(value, [times, ...value.shape.slice(1).map(() => 1)]);
