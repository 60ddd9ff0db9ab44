import type { Domain } from '@jiagu/config';
import type * as tf from '@tensorflow/tfjs-core';
import { commonPolarity, type Dataset, type Polarity } from '@jiagu/data';
import { RandomStream } from '@jiagu/random';
import { correlation, mean } from './correlation.js';
import { loadImages } from './image-tensors.js';
import { combine, type DomainImages, type Separation } from './separation.js';
import { drawSubset } from './subset.js';
import { textureSpread, type TextureSpread } from './texture-spread.js';

/**
 * Correlation of a swapped image with structure images: positive where strokes are kept. Where strokes are dark in one
 * domain and bright in the other, its sign is flipped.
 */
export interface StructureCorrelation {
  /** With the image that gave the structure. */
  readonly own: number;
  /** With the others. */
  readonly other: number;
}

/**
 * Figures that show whether swapped images look like the other domain and keep their glyph. Means are of levels in
 * 0..1.
 */
export interface SwapFigures {
  readonly sourceMean: number;
  readonly targetMean: number;
  /** Source structure with target texture. */
  readonly s2tMean: number;
  /** Target structure with source texture. */
  readonly t2sMean: number;
  readonly s2t: StructureCorrelation;
  readonly t2s: StructureCorrelation;
  /** Polarity of each domain's images; the correlations' sign is flipped unless both clearly have the same. */
  readonly polarity: Readonly<Record<Domain, Polarity>>;
  /** How much surfaces vary with the texture: source glyphs drawn as target, and the reverse. */
  readonly textures: readonly TextureSpread[];
}

/** Which pairs of images are swapped. */
export interface SwapOptions {
  /** Number of pairs of a source and a target image; limited by the smaller domain. */
  readonly images: number;
  readonly imageSize: number;
  /** Decides which images are drawn and how they are paired. */
  readonly seed: number;
}

/**
 * Measures the swap on random pairs of a source and a target image. A high accuracy does not show that the
 * decoder works; these figures do.
 * @throws Error naming a file that can't be read
 */
export async function swapFigures(
  separation: Separation,
  sourceTest: Dataset,
  targetTest: Dataset,
  { images, imageSize, seed }: SwapOptions,
): Promise<SwapFigures> {
  const pairs = Math.min(images, sourceTest.length, targetTest.length);
  const draw = async (dataset: Dataset, domain: Domain): Promise<DomainImages> => {
    const drawn = drawSubset(dataset, pairs, new RandomStream(`${seed}/swap/${domain}`));
    return { images: await loadImages(drawn, imageSize), domain };
  };
  const source = await draw(sourceTest, 'source');
  const target = await draw(targetTest, 'target');
  const channels = source.images.shape[3] === 1 ? 1 : 3;
  const s2t = await unitRange(combine(separation, source, target));
  const t2s = await unitRange(combine(separation, target, source));
  const textures = [
    ...(await textureSpread(separation, source, target)),
    ...(await textureSpread(separation, target, source)),
  ];
  const sources = await unitRange(source.images);
  const targets = await unitRange(target.images);
  const polarity = { source: polarityOf(sources, channels), target: polarityOf(targets, channels) };
  const sign = polarity.source === polarity.target && polarity.source !== 'unclear' ? 1 : -1;
  return {
    sourceMean: mean(sources.flat),
    targetMean: mean(targets.flat),
    s2tMean: mean(s2t.flat),
    t2sMean: mean(t2s.flat),
    s2t: structureCorrelation(s2t.each, sources.each, sign),
    t2s: structureCorrelation(t2s.each, targets.each, sign),
    polarity,
    textures,
  };
}

/** Images in [-1, 1] as numbers in 0..1, all and each; the tensor is freed. */
async function unitRange(images: tf.Tensor4D): Promise<{ flat: Float32Array; each: Float32Array[] }> {
  const flat = ((await images.data()) as Float32Array).map((x) => (x + 1) / 2);
  const length = images.size / images.shape[0];
  images.dispose();
  return {
    flat,
    each: Array.from({ length: flat.length / length }, (_, i) => flat.subarray(i * length, (i + 1) * length)),
  };
}

/** The polarity of most of these square images, in 0..1. */
function polarityOf({ each }: { each: readonly Float32Array[] }, channels: 1 | 3): Polarity {
  return commonPolarity(
    each.map((image) => {
      const side = Math.sqrt(image.length / channels);
      return {
        width: side,
        height: side,
        channels,
        data: Uint8Array.from(image, (x) => Math.round(255 * x)),
      };
    }),
  );
}

function structureCorrelation(
  swapped: readonly Float32Array[],
  structures: readonly Float32Array[],
  sign: 1 | -1,
): StructureCorrelation {
  const own: number[] = [];
  const other: number[] = [];
  swapped.forEach((image, i) =>
    structures.forEach((structure, j) => (i === j ? own : other).push(sign * correlation(image, structure))),
  );
  return { own: mean(own), other: mean(other) };
}
