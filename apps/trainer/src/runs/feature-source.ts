import * as tf from '@tensorflow/tfjs-core';
import { dataSchema, parsePart, type Domain } from '@jiagu/config';
import { evaluationBatches, openDataset, openNamedImages, preparationOf, type Dataset } from '@jiagu/data';
import { imageTensors } from '@jiagu/evaluation';
import type { FeatureRows } from '@jiagu/generation-metrics';
import { disposeMethod } from '@jiagu/training';
import type { RunFlags } from '../command-line/verb.js';
import { findImages, refuseFailures } from '../images/named-images.js';
import { capability } from './capability.js';
import { openRun } from './open-run.js';
import { tellTakenAndLeft } from './prepare-data.js';
import { recordedClasses } from './recorded-classes.js';

/** What is seen of images, rows in their order. */
export interface SeenImages {
  readonly features: FeatureRows;
  /** class scores; absent where the features know no classes */
  readonly logits?: FeatureRows;
  /** the class of each image, -1: not known */
  readonly labels: Int32Array;
}

/** Where the features come from, named beside every figure. */
export type FeatureName =
  | { readonly kind: 'pixels'; readonly size: number }
  | {
      readonly kind: 'recogniser';
      readonly run: string;
      readonly checkpoint: string;
      readonly step: number;
      readonly domain: Domain;
    };

/** What makes numbers of images. */
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
export function pixelFeatures(size: number): FeatureSource {
  const data = dataSchema.parse({ channels: 1, imageSize: size });
  return {
    name: { kind: 'pixels', size },
    open: async (_, place) => {
      const found = await findImages([place]);
      refuseFailures(found.failures);
      return openNamedImages(found, { data, domain: 'target', classNames: [] });
    },
    see: async (dataset) => {
      const features: Float32Array[] = [];
      for await (const batch of evaluationBatches(dataset, { batchSize: BATCH, imageSize: size }))
        features.push(...rowsOf(batch.views.image, size * size));
      return { features, labels: dataset.labels };
    },
    dispose: () => undefined,
  };
}

/**
 * What a run's classifier sees, and its class scores; images are prepared as the run's configuration says, their
 * classes matched to the run's by name.
 * @throws UsageError when the run's method tells no classes apart
 */
export async function runFeatures(flags: RunFlags, domain: Domain): Promise<FeatureSource> {
  const run = await openRun(flags);
  const { config, method, folder, step } = run;
  const recogniser = capability(run, 'recogniser');
  const known = recordedClasses(folder, config);
  const { imageSize, classes } = config.data;
  return {
    name: { kind: 'recogniser', run: folder.path, checkpoint: flags.checkpoint, step, domain },
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
    see: async (dataset) => {
      const features: Float32Array[] = [];
      const logits: Float32Array[] = [];
      const { batchSize } = config.training.evaluate;
      for await (const { images } of imageTensors(dataset, { batchSize, imageSize })) {
        const [seen, scores] = tf.tidy(() => {
          const feature = recogniser.features(images, domain);
          return [feature, recogniser.classify(feature)];
        });
        features.push(...rowsOf((await seen.data()) as Float32Array, seen.shape[1]));
        logits.push(...rowsOf((await scores.data()) as Float32Array, scores.shape[1]));
        tf.dispose([seen, scores]);
      }
      return { features, logits, labels: dataset.labels };
    },
    dispose: () => disposeMethod(method),
  };
}

function rowsOf(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, n) => values.subarray(n * width, (n + 1) * width));
}
