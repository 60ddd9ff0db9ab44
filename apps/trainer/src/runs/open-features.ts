import type { Domain, RunConfig } from '@jiagu/config';
import { pixelFeatures, type FeatureNetwork } from '@jiagu/evaluation';
import { RunFolder } from '@jiagu/training';
import _ from 'lodash';
import { UsageError } from '../command-line/usage-error.js';
import { findRun } from './find-run.js';
import { inceptionFeatures, refuseMissingInception } from './inception-features.js';
import { recogniserFeatures } from './recogniser-features.js';

/** Side of the grey squares in which pixels are compared: strokes are told apart, and KID takes a second. */
const PIXELS = 16;

/**
 * What sees the images that a method draws, as `training.evaluate.generation.features` names it.
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
 * Finds out whether a run can see the images of another, before anything is loaded.
 * @throws UsageError when there is no such run, or its images are prepared otherwise
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
      `training.evaluate.generation.features: the run ${name} sees images prepared otherwise: ` +
        differing
          .map((key) => `${key} is ${JSON.stringify(theirs[key])} there, ${JSON.stringify(ours[key])} here`)
          .join('; ') +
        '; take a recogniser trained on the same preparation, or pixels',
    );
}

const featuresOf = ({ training }: RunConfig): string => training.evaluate.generation?.features ?? 'pixels';
