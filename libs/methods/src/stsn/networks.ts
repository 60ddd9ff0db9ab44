import type { ModelConfig, StsnConfig } from '@jiagu/config';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { ImageDiscriminator } from '@jiagu/image-discriminator';
import { PerceptualNetwork } from '@jiagu/perceptual';
import type { RandomStreams } from '@jiagu/random';
import { buildSeparationNetworks, type SeparationNetworks } from './separation-networks.js';

/** The networks of STSN under the paper's symbols. */
export interface StsnNetworks extends SeparationNetworks {
  /** target: judges target images and translations into the target (s2t); source: the reverse (t2s) */
  D_I: { source: ImageDiscriminator; target: ImageDiscriminator };
  D_F: FeatureDiscriminator;
  phi: PerceptualNetwork;
}

/** What determines the networks' architecture. */
export interface StsnShape {
  classes: number;
  /** channels of the images */
  channels: number;
  model: ModelConfig;
  method: StsnConfig;
}

/** Builds the networks with fresh weights from the stream `init`; dropout draws from `dropout`. */
export function buildNetworks(
  { classes, channels, model, method }: StsnShape,
  random: RandomStreams,
): StsnNetworks {
  const init = random.stream('init');
  const separation = buildSeparationNetworks({ classes, channels, model, method }, init);
  const { E_g } = separation;
  const judge = (): ImageDiscriminator =>
    new ImageDiscriminator(channels, method.imageDiscriminator.width, init);
  return {
    ...separation,
    D_I: { source: judge(), target: judge() },
    D_F: new FeatureDiscriminator(
      { input: E_g.features, ...method.featureDiscriminator },
      init,
      random.stream('dropout'),
    ),
    phi: new PerceptualNetwork(
      { depth: method.perceptual.depth, channels, width: method.perceptual.width },
      init,
    ),
  };
}
