import type { Dataset, EvaluationOptions } from '@jiagu/data';
import type { SeenImages } from '@jiagu/generation-metrics';
import type * as tf from '@tensorflow/tfjs-core';
import { drawImages, type DrawOptions } from './draw-images.js';
import type { FeatureNetwork } from './feature-network.js';
import type { Generator } from './generator.js';
import { imageTensors } from './image-tensors.js';
import { translateImages, type TranslationOrder } from './translate-images.js';

/**
 * A network's features of every image of a data set, with its labels.
 * @throws Error naming the file that can't be read
 */
export async function seeDataset(
  network: FeatureNetwork,
  dataset: Dataset,
  options: EvaluationOptions,
): Promise<SeenImages> {
  const rows = new Rows(network);
  for await (const { images } of imageTensors(dataset, options)) await rows.add(images);
  return { ...rows.seen(), labels: dataset.labels };
}

/** A network's features of images that a generator draws; their labels are the classes asked for. */
export async function seeDrawn(
  network: FeatureNetwork,
  generator: Generator,
  options: DrawOptions,
): Promise<SeenImages> {
  const rows = new Rows(network);
  for (const { images } of drawImages(generator, options)) await rows.add(images);
  return { ...rows.seen(), labels: options.labels };
}

/** A network's features of translated images; their labels are those of what was translated. */
export async function seeTranslated(
  network: FeatureNetwork,
  dataset: Dataset,
  order: TranslationOrder,
): Promise<SeenImages> {
  const rows = new Rows(network);
  for await (const { images } of translateImages(dataset, order)) await rows.add(images);
  return { ...rows.seen(), labels: dataset.labels };
}

class Rows {
  private readonly features: Float32Array[] = [];
  private readonly logits: Float32Array[] = [];

  constructor(private readonly network: FeatureNetwork) {}

  async add(images: tf.Tensor4D): Promise<void> {
    const { features, logits } = this.network.see(images);
    this.features.push(...(await rowsOf(features)));
    if (logits) this.logits.push(...(await rowsOf(logits)));
  }

  seen(): Pick<SeenImages, 'features' | 'logits'> {
    const { features, logits } = this;
    return { features, ...(logits.length > 0 && { logits }) };
  }
}

/** The rows of a tensor, which is disposed. */
async function rowsOf(tensor: tf.Tensor2D): Promise<Float32Array[]> {
  const [count, width] = tensor.shape;
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return Array.from({ length: count }, (_, n) => values.subarray(n * width, (n + 1) * width));
}
