import { dataSchema, parsePart, type Domain } from '@jiagu/config';
import { openDataset, openNamedImages, preparationOf, type Dataset } from '@jiagu/data';
import { pixelFeatures, seeDataset, type FeatureNetwork } from '@jiagu/evaluation';
import type { FeatureName, SeenImages } from '@jiagu/generation-metrics';
import type { RunFlags } from '../command-line/verb.js';
import { findImages, refuseFailures } from '../images/named-images.js';
import { inceptionFeatures } from './inception-features.js';
import { tellTakenAndLeft } from './prepare-data.js';
import { recogniserFeatures } from './recogniser-features.js';
import { recordedClasses } from './recorded-classes.js';

/** Opens images and computes their features. */
export interface FeatureSource {
  readonly name: FeatureName;
  /**
   * Opens images named on the command line.
   * @param name name of the set in messages
   * @throws Error naming what can't be read
   */
  open(name: string, place: string): Promise<Dataset>;
  /** Computes the features of every image of a set. @throws Error naming the file that can't be read */
  see(dataset: Dataset): Promise<SeenImages>;
  /** Frees the networks. */
  dispose(): void;
}

/** Batch size. */
const BATCH = 64;

/**
 * The grey levels of images as features, in [-1, 1]. Labels are ignored.
 * @param size side to which images are resized
 */
export const pixelSource = (size: number): FeatureSource => unlabelledSource(pixelFeatures(size), size, 1);

/**
 * The features of the FID network (Inception). Labels are ignored.
 * @param size side to which images are resized first; their own side loses nothing, since the network enlarges them
 * @throws WeightsError as {@link inceptionFeatures}
 */
export const inceptionSource = async (size: number): Promise<FeatureSource> =>
  unlabelledSource(await inceptionFeatures(), size, 3);

function unlabelledSource(network: FeatureNetwork, size: number, channels: 1 | 3): FeatureSource {
  const data = dataSchema.parse({ channels, imageSize: size });
  return {
    name: network.name,
    open: async (_, place) => {
      const found = await findImages([place]);
      refuseFailures(found.failures);
      return openNamedImages(found, { data, domain: 'target', classNames: [] });
    },
    see: (dataset) => seeDataset(network, dataset, { batchSize: BATCH, imageSize: size }),
    dispose: () => network.dispose(),
  };
}

/**
 * The features of a run's classifier, and its class scores. Images are prepared as in the run's configuration, and
 * their classes are matched to those of the run by name.
 * @throws UsageError when the run's method does not classify
 */
export async function runSource(flags: RunFlags, domain: Domain): Promise<FeatureSource> {
  const { network, run } = await recogniserFeatures(flags, domain);
  const { config, folder } = run;
  const known = recordedClasses(folder, config);
  const { imageSize, classes } = config.data;
  return {
    name: network.name,
    open: async (name, place) => {
      const preparation = preparationOf(config.data, `${domain}.test`);
      const dataset = await openDataset(parsePart(place), {
        name,
        classes,
        ...preparation,
        known,
        labelled: false,
      });
      tellTakenAndLeft(dataset);
      return dataset;
    },
    see: (dataset) =>
      seeDataset(network, dataset, { batchSize: config.training.evaluate.batchSize, imageSize }),
    dispose: () => network.dispose(),
  };
}
