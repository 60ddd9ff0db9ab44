import type { Separation } from '@jiagu/evaluation';
import { noGrad } from '@jiagu/nn';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import * as tf from '@tensorflow/tfjs-core';
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
          // A fill, whose size may grow with the batch where the networks are exported.
          G.forward(structure, texture, tf.fill([structure.shape[0]], domain === 'source' ? 0 : 1)),
        ),
      ),
  };
}
