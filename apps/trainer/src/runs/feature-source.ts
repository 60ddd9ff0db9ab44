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

/** What opens images and makes numbers of them. */
export interface FeatureSource {
  readonly name: FeatureName;
  /**
   * Opens images named on the command line.
   * @param name of the set in messages
   * @throws Error naming what can't be read
   */
  open(name: string, place: string): Promise<Dataset>;
  /** Sees every image of a set. @throws Error naming the file that can't be read */
  see(dataset: Dataset): Promise<SeenImages>;
  /** Frees the networks. */
  dispose(): void;
}

/** Images seen at once. */
const BATCH = 64;

/** The levels of images made grey squares of so many pixels, in [-1, 1]; labels are not looked at. */
export const pixelSource = (size: number): FeatureSource => unlabelledSource(pixelFeatures(size), size, 1);

/**
 * What the network of FID sees of images made squares of so many pixels, their own side where nothing is to be lost;
 * it makes them larger itself. Labels are not looked at.
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
 * What a run's classifier sees, and its class scores; images are prepared as the run's configuration says, their
 * classes matched to the run's by name.
 * @throws UsageError when the run's method tells no classes apart
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
