import type { ModelConfig, StsnConfig } from '@jiagu/config';
import { buildCritic, type CriticNetwork } from '@jiagu/critic';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { ImageDiscriminator } from '@jiagu/image-discriminator';
import { PerceptualNetwork } from '@jiagu/perceptual';
import type { RandomStreams } from '@jiagu/random';
import { buildSeparationNetworks, type SeparationNetworks } from './separation-networks.js';

/** An image discriminator: as published, or a GAN's critic of patches. */
export type ImageJudge = ImageDiscriminator | CriticNetwork;

/** The networks of STSN under the paper's symbols. */
export interface StsnNetworks extends SeparationNetworks {
  /** target: judges target images and translations into the target (s2t); source: the reverse (t2s) */
  D_I: { source: ImageJudge; target: ImageJudge };
  D_F: FeatureDiscriminator;
  phi: PerceptualNetwork;
}

/** What determines the networks' architecture. */
export interface StsnShape {
  classes: number;
  /** channels of the images */
  channels: number;
  imageSize: number;
  model: ModelConfig;
  method: StsnConfig;
}

/** Builds the networks with fresh weights from the stream `init`; dropout draws from `dropout`. */
export function buildNetworks(
  { classes, channels, imageSize, model, method }: StsnShape,
  random: RandomStreams,
): StsnNetworks {
  const init = random.stream('init');
  const separation = buildSeparationNetworks({ classes, channels, model, method }, init);
  const { E_g } = separation;
  const { norm, width, layers } = method.imageDiscriminator;
  const judge = (): ImageJudge =>
    norm === 'spectral'
      ? buildCritic(
          { body: 'patch', width, layers, norm, condition: 'none' },
          { classes: 0, channels, imageSize },
          random,
        )
      : new ImageDiscriminator(channels, width, init);
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
