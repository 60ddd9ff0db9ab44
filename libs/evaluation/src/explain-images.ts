import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { activationHeat, classActivation, globalAveragePool } from '@jiagu/nn';
import { classifierScores } from './classifier-scores.js';
import { likeliest } from './likeliest.js';
import type { Prediction } from './predict-images.js';
import type { Recogniser } from './recogniser.js';
import { toTiles, type Tile } from './tiles.js';

/** What an image is taken for, and why. */
export interface Explanation extends Prediction {
  /** The image as the networks see it. */
  readonly image: Tile;
  /** What speaks for the likeliest class, 0..255 in one channel; absent where the recogniser has no maps. */
  readonly heat?: Tile;
}

interface ExplanationOptions extends EvaluationOptions {
  readonly domain: Domain;
  /** how many classes; all where there are fewer */
  readonly top: number;
  /** pixels of a side of `heat` */
  readonly heatSize: number;
}

/**
 * The likeliest classes of each image of a data set, whose labels are not looked at, with the class activation map of
 * the likeliest.
 * @throws Error when a file can't be read or the scores are not finite, naming the file
 */
export async function* explainImages(
  recogniser: Recogniser,
  dataset: Dataset,
  { domain, top, heatSize, ...options }: ExplanationOptions,
): AsyncGenerator<Explanation, void, void> {
  let seen: { images: tf.Tensor4D; heat?: tf.Tensor3D } | undefined;
  let tiles: { images: Tile[]; heat?: Tile[]; first: number } | undefined;
  const look = (images: tf.Tensor4D): tf.Tensor2D => {
    const maps = recogniser.maps?.(images, domain);
    const logits = maps
      ? tf.tidy(() => recogniser.classify(globalAveragePool(maps)))
      : recogniser.logits(images, domain);
    const heat = maps && heatOf(recogniser, maps, logits, heatSize);
    maps?.dispose();
    seen = { images: tf.clone(images), heat };
    return logits;
  };
  for await (const { index, probabilities } of classifierScores(look, dataset, options)) {
    if (seen) {
      tiles = { ...(await tilesOf(seen)), first: index };
      tf.dispose([seen.images, ...(seen.heat ? [seen.heat] : [])]);
      seen = undefined;
    }
    const place = index - (tiles?.first ?? 0);
    yield {
      file: dataset.files[index] as string,
      top: likeliest(probabilities, dataset.classNames, top),
      image: tiles?.images[place] as Tile,
      heat: tiles?.heat?.[place],
    };
  }
}

const heatOf = (
  { classify }: Recogniser,
  maps: tf.Tensor4D,
  logits: tf.Tensor2D,
  size: number,
): tf.Tensor3D =>
  tf.tidy(() => {
    const classes = tf.argMax(logits, 1).dataSync<'int32'>();
    return activationHeat(classActivation(maps, classify, classes), [size, size]);
  });

async function tilesOf({ images, heat }: { images: tf.Tensor4D; heat?: tf.Tensor3D }) {
  // Tiles are made of [-1, 1].
  const shown = heat && tf.tidy(() => tf.sub(tf.mul(tf.expandDims<tf.Tensor4D>(heat, 3), 2), 1));
  const tiles = { images: await toTiles(images), heat: shown && (await toTiles(shown as tf.Tensor4D)) };
  shown?.dispose();
  return tiles;
}
