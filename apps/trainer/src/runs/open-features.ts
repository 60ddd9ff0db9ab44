import type { Domain, RunConfig } from '@jiagu/config';
import { pixelFeatures, type FeatureNetwork } from '@jiagu/evaluation';
import { RunFolder } from '@jiagu/training';
import _ from 'lodash';
import { UsageError } from '../command-line/usage-error.js';
import { findRun } from './find-run.js';
import { inceptionFeatures, refuseMissingInception } from './inception-features.js';
import { recogniserFeatures } from './recogniser-features.js';

/** Side to which images are resized for pixel features: strokes stay visible, and KID takes about a second. */
const PIXELS = 16;

/**
 * The feature network for the images that a method draws, as set by `training.evaluate.generation.features`.
 * @throws UsageError as {@link refuseFeatures}
 */
export async function openFeatures(config: RunConfig, domain: Domain): Promise<FeatureNetwork> {
  refuseFeatures(config, domain);
  const { device, threads } = config;
  const name = featuresOf(config);
  if (name === 'pixels') return pixelFeatures(PIXELS);
  if (name === 'inception') return inceptionFeatures();
  return (await recogniserFeatures({ run: name, checkpoint: 'last', device, threads }, domain)).network;
}

/**
 * Checks, before anything is loaded, that the features of a configuration exist and fit its images.
 * @throws UsageError when they belong to a run that does not exist or prepares images differently, or the weights of
 *   inception are not in the cache
 */
export function refuseFeatures(config: RunConfig, domain: Domain): void {
  const name = featuresOf(config);
  if (name === 'pixels') return;
  if (name === 'inception') return refuseMissingInception();
  const { data } = RunFolder.open(findRun(name)).config();
  const seen = (of: RunConfig['data']): object => ({
    'data.imageSize': of.imageSize,
    'data.resizeTo': of.resizeTo ?? of.imageSize,
    'data.channels': of.channels,
    [`data.preprocess.${domain}`]: of.preprocess[domain],
  });
  const [theirs, ours] = [seen(data), seen(config.data)] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const differing = Object.keys(ours).filter((key) => !_.isEqual(theirs[key], ours[key]));
  if (differing.length > 0)
    throw new UsageError(
      `training.evaluate.generation.features: the run ${name} was trained on images prepared differently: ` +
        differing
          .map((key) => `${key} is ${JSON.stringify(theirs[key])} there, ${JSON.stringify(ours[key])} here`)
          .join('; ') +
        '; use a recogniser trained with the same preparation, or pixels',
    );
}

const featuresOf = ({ training }: RunConfig): string => training.evaluate.generation?.features ?? 'pixels';
