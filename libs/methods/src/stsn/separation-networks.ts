import { Classifier } from '@jiagu/classifier';
import type { ModelConfig, StsnConfig } from '@jiagu/config';
import { Decoder } from '@jiagu/decoder';
import { PrivateEncoder } from '@jiagu/private-encoder';
import type { RandomStream } from '@jiagu/random';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { buildEncoder } from '../build-encoder.js';

/** Those networks of STSN that a trained one is used with, under the paper's symbols. */
export interface SeparationNetworks {
  E_g: SharedEncoder;
  C: Classifier;
  E_n: { source: PrivateEncoder; target: PrivateEncoder };
  G: Decoder;
}

/** What decides their shapes. */
export interface SeparationShape {
  readonly classes: number;
  /** channels of the images */
  readonly channels: number;
  readonly model: ModelConfig;
  readonly method: Pick<StsnConfig, 'textureCode' | 'privateEncoder' | 'decoder'>;
}

/** Builds the networks with fresh weights. */
export function buildSeparationNetworks(
  { classes, channels, model, method }: SeparationShape,
  init: RandomStream,
): SeparationNetworks {
  const E_g = buildEncoder(model, channels, init);
  const texture = (): PrivateEncoder =>
    new PrivateEncoder({ input: E_g.lowFeatures, ...method.privateEncoder, code: method.textureCode }, init);
  return {
    E_g,
    C: new Classifier(E_g.features, classes, init),
    E_n: { source: texture(), target: texture() },
    G: new Decoder(
      {
        structure: E_g.structureFeatures,
        code: method.textureCode,
        ...method.decoder,
        doublings: E_g.halvings,
        channels,
      },
      init,
    ),
  };
}
