import type { Separation } from '@jiagu/evaluation';
import { noGrad } from '@jiagu/nn';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import * as tf from '@tensorflow/tfjs-core';
import { domainCodes } from './images.js';
import type { SeparationNetworks } from './separation-networks.js';

/**
 * Structure and texture by these networks: evaluation mode, nothing recorded for gradients.
 * @param encoder the encoder that the decoder belongs to, asked for at each call
 */
export function separationOf(
  { E_n, G }: Pick<SeparationNetworks, 'E_n' | 'G'>,
  encoder: () => SharedEncoder,
): Separation {
  return {
    encode: (images, domain) =>
      noGrad(() =>
        tf.tidy(() => {
          const pass = { training: false, domain };
          const { low, structure } = encoder().forward(images, pass);
          return { structure, texture: E_n[domain].forward(low, pass) };
        }),
      ),
    decode: (structure, texture, domain) =>
      noGrad(() =>
        tf.tidy(() =>
          G.forward(structure, texture, domainCodes([domain === 'source' ? 0 : 1], structure.shape[0])),
        ),
      ),
  };
}
