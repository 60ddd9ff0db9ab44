import { Classifier } from '@jiagu/classifier';
import type { ModelConfig, StsnConfig } from '@jiagu/config';
import { Decoder } from '@jiagu/decoder';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { ImageDiscriminator } from '@jiagu/image-discriminator';
import { PerceptualNetwork } from '@jiagu/perceptual';
import { PrivateEncoder } from '@jiagu/private-encoder';
import type { RandomStreams } from '@jiagu/random';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { buildEncoder } from '../build-encoder.js';

/** The networks of STSN under the paper's symbols. */
export interface StsnNetworks {
  E_g: SharedEncoder;
  C: Classifier;
  E_n: { source: PrivateEncoder; target: PrivateEncoder };
  G: Decoder;
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
  const E_g = buildEncoder(model, channels, init);
  const texture = (): PrivateEncoder =>
    new PrivateEncoder({ input: E_g.lowFeatures, ...method.privateEncoder, code: method.textureCode }, init);
  const judge = (): ImageDiscriminator =>
    new ImageDiscriminator(channels, method.imageDiscriminator.width, init);
  return {
    E_g,
    C: new Classifier(E_g.features, classes, init),
    E_n: { source: texture(), target: texture() },
    G: new Decoder(
      {
        structure: E_g.features,
        code: method.textureCode,
        ...method.decoder,
        doublings: E_g.halvings,
        channels,
      },
      init,
    ),
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
