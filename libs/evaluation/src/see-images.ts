import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { world } from '@jiagu/distributed';
import type { SeenImages } from '@jiagu/generation-metrics';
import { drawImages, type DrawOptions } from './draw-images.js';
import type { FeatureNetwork } from './feature-network.js';
import type { Generator } from './generator.js';
import { ownBatches } from './image-tensors.js';
import { rowsOfBatches, type ImageBatch } from './rows-of-batches.js';
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
  const size = { total: dataset.length, batchSize: options.batchSize };
  return { ...(await see(network, ownBatches(dataset, options), size)), labels: dataset.labels };
}

/** A network's features of images that a generator draws; their labels are the classes asked for. */
export async function seeDrawn(
  network: FeatureNetwork,
  generator: Generator,
  options: DrawOptions,
): Promise<SeenImages> {
  const size = { total: options.labels.length, batchSize: options.batchSize };
  const drawn = drawImages(generator, { ...options, part: world() });
  return { ...(await see(network, drawn, size)), labels: options.labels };
}

/** A network's features of translated images; their labels are those of what was translated. */
export async function seeTranslated(
  network: FeatureNetwork,
  dataset: Dataset,
  order: TranslationOrder,
): Promise<SeenImages> {
  const size = { total: dataset.length, batchSize: order.batchSize };
  return { ...(await see(network, ownTranslations(dataset, order), size)), labels: dataset.labels };
}

/** The translations that this rank makes of several. */
async function* ownTranslations(
  dataset: Dataset,
  order: TranslationOrder,
): AsyncGenerator<ImageBatch, void, void> {
  for await (const { images, batch } of translateImages(dataset, { ...order, part: world() }))
    yield { images, start: batch.indices[0] ?? 0 };
}

async function see(
  network: FeatureNetwork,
  batches: AsyncIterable<ImageBatch> | Iterable<ImageBatch>,
  size: { total: number; batchSize: number },
): Promise<Pick<SeenImages, 'features' | 'logits'>> {
  const features: Float32Array[] = [];
  const logits: Float32Array[] = [];
  const seen = rowsOfBatches(batches, size, (images) => {
    const { features, logits } = network.see(images);
    return logits ? [features, logits] : [features];
  });
  for await (const { rows } of seen) {
    features.push(...(rows[0] ?? []));
    logits.push(...(rows[1] ?? []));
  }
  return { features, ...(logits.length > 0 && { logits }) };
}
