import { DOMAINS, otherDomain, type Domain } from '@jiagu/config';
import type * as tf from '@tensorflow/tfjs-core';
import { combine, type Separation } from './separation.js';

/** Networks that turn images of one domain into images of the other, in evaluation mode. */
export interface Translation {
  /** The domains whose images can be translated. */
  readonly directions: readonly Domain[];

  /** Whether the surface of a translated image is that of its partner; if not, the partners are not looked at. */
  readonly takesTexture: boolean;

  /**
   * @param images [N, H, W, channels] in [-1, 1]
   * @param from their domain, one of {@link directions}
   * @param partners an image of the other domain for each of them, of the same shape
   * @returns images of the other domain, [N, H, W, channels] in [-1, 1], disposed by the caller
   */
  translate(images: tf.Tensor4D, from: Domain, partners: tf.Tensor4D): tf.Tensor4D;
}

/** Translation by a separation: the structure of an image with the texture of its partner. */
export const translationBySwap = (separation: Separation): Translation => ({
  directions: DOMAINS,
  takesTexture: true,
  translate: (images, from, partners) =>
    combine(separation, { images, domain: from }, { images: partners, domain: otherDomain(from) }),
});
