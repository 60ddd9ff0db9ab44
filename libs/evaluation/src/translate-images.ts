import type { Domain } from '@jiagu/config';
import type { Batch, Dataset, EvaluationOptions } from '@jiagu/data';
import type { RandomStream } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';
import { imageTensors } from './image-tensors.js';
import { subset } from './subset.js';
import type { Translation } from './translation.js';

/** What is translated, and how. */
export interface TranslationOrder extends EvaluationOptions {
  readonly translation: Translation;
  /** the images' domain */
  readonly from: Domain;
  /** images of the other domain; used only where the translation takes textures */
  readonly partners: Dataset;
  /** chooses a partner for each image, by the image's number alone */
  readonly stream: RandomStream;
}

/** Translated images of a batch [N, H, W, channels] in [-1, 1], and what they were. */
export interface TranslatedBatch {
  readonly images: tf.Tensor4D;
  readonly originals: tf.Tensor4D;
  readonly batch: Batch;
}

/**
 * Translates every image of a data set, batch by batch. The tensors are freed when the next batch is asked for.
 * @throws Error naming the file that can't be read, or when partners are needed and there are none
 */
export async function* translateImages(
  dataset: Dataset,
  { translation, from, partners, stream, ...options }: TranslationOrder,
): AsyncGenerator<TranslatedBatch, void, void> {
  const others = translation.takesTexture
    ? imageTensors(chosen(partners, dataset.length, stream), options)
    : undefined;
  try {
    for await (const { images, batch } of imageTensors(dataset, options)) {
      const partner = (await others?.next())?.value;
      const translated = translation.translate(images, from, partner ? partner.images : images);
      try {
        yield { images: translated, originals: images, batch };
      } finally {
        translated.dispose();
      }
    }
  } finally {
    await others?.return();
  }
}

/** As many images of a data set as asked for, drawn at random, each time from all. */
function chosen(dataset: Dataset, count: number, stream: RandomStream): Dataset {
  if (dataset.length === 0) throw new Error(`${dataset.name}: there are no images to take textures from`);
  return subset(
    dataset,
    Array.from({ length: count }, () => stream.integer(dataset.length)),
  );
}
