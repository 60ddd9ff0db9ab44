import type { Domain } from '@jiagu/config';
import * as tf from '@tensorflow/tfjs-core';
import { mean } from './correlation.js';
import type { DomainImages, Separation } from './separation.js';

/** Properties of a surface that a texture should decide, of an image in 0..1. */
const STATISTICS = ['level', 'contrast', 'grain'] as const;

/** How much a property of the surface varies with the texture. */
export interface TextureSpread {
  /** the domain whose textures these are, and in which glyphs are drawn */
  readonly domain: Domain;
  /**
   * level: the mean of an image; contrast: the standard deviation of its pixels; grain: that of what a blur of 3 by 3
   * pixels takes away
   */
  readonly statistic: (typeof STATISTICS)[number];
  /** its standard deviation over the textures of one glyph, the root mean square over glyphs */
  readonly row: number;
  /** its standard deviation over the real images that give the textures */
  readonly real: number;
}

/** Glyphs that are drawn with every texture. */
const ROWS = 8;

/**
 * How much the surfaces of glyphs vary with the texture, beside how much those of the real images do that give the
 * textures. A decoder that ignores the texture code has 0 in every row; one that uses it for brightness alone has a
 * level near that of real images and hardly any grain.
 * @param structures images whose glyphs are drawn, the first few of them
 * @param textures images of the other domain
 */
export async function textureSpread(
  separation: Separation,
  structures: DomainImages,
  textures: DomainImages,
): Promise<TextureSpread[]> {
  const real = await statistics(textures.images);
  const { structure, texture } = tf.tidy(() => ({
    structure: separation.encode(structures.images, structures.domain).structure,
    texture: separation.encode(textures.images, textures.domain).texture,
  }));
  const rows: Surface[] = [];
  for (let i = 0; i < Math.min(ROWS, structure.shape[0]); i++) {
    const drawn = tf.tidy(() =>
      separation.decode(
        tf.tile(tf.slice(structure, [i, 0, 0, 0], [1, -1, -1, -1]), [texture.shape[0], 1, 1, 1]),
        texture,
        textures.domain,
      ),
    );
    rows.push(await statistics(drawn));
    drawn.dispose();
  }
  tf.dispose([structure, texture]);
  return STATISTICS.map((statistic) => ({
    domain: textures.domain,
    statistic,
    row: Math.sqrt(mean(rows.map((row) => variance(row[statistic])))),
    real: Math.sqrt(variance(real[statistic])),
  }));
}

type Surface = Readonly<Record<(typeof STATISTICS)[number], Float32Array>>;

/** The statistics of each image [N, H, W, channels] in [-1, 1]. */
async function statistics(images: tf.Tensor4D): Promise<Surface> {
  const found = tf.tidy(() => {
    const x = tf.div(tf.add(images, 1), 2);
    // Without padding, so that the edge is no grain.
    const blurred = tf.avgPool<tf.Tensor4D>(x as tf.Tensor4D, 3, 1, 'valid');
    const inside = tf.slice(x, [0, 1, 1, 0], blurred.shape);
    const deviation = (of: tf.Tensor): tf.Tensor => tf.sqrt(tf.moments(of, [1, 2, 3]).variance);
    return {
      level: tf.mean(x, [1, 2, 3]),
      contrast: deviation(x),
      grain: tf.sqrt(tf.mean(tf.square(tf.sub(inside, blurred)), [1, 2, 3])),
    };
  });
  const surface = {
    level: (await found.level.data()) as Float32Array,
    contrast: (await found.contrast.data()) as Float32Array,
    grain: (await found.grain.data()) as Float32Array,
  };
  tf.dispose(found);
  return surface;
}

function variance(values: Float32Array): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}
