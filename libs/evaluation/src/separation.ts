import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';

/** Networks that separate structure and texture and combine them again, in evaluation mode. */
export interface Separation {
  /**
   * @param images [N, H, W, channels] in [-1, 1]
   * @returns structure maps [N, h, w, C] and texture codes [N, code], disposed by the caller
   */
  encode(images: tf.Tensor4D, domain: Domain): { structure: tf.Tensor4D; texture: tf.Tensor2D };
  /** @returns images [N, H, W, channels] in [-1, 1], disposed by the caller */
  decode(structure: tf.Tensor4D, texture: tf.Tensor2D, domain: Domain): tf.Tensor4D;
}

/** Images [N, H, W, channels] in [-1, 1] of one domain. */
export interface DomainImages {
  readonly images: tf.Tensor4D;
  readonly domain: Domain;
}

/**
 * The structure of image i with the texture of the other image i, in the texture's domain.
 * @returns images [N, H, W, channels] in [-1, 1], disposed by the caller
 */
export function combine(separation: Separation, structure: DomainImages, texture: DomainImages): tf.Tensor4D {
  return tf.tidy(() =>
    separation.decode(
      separation.encode(structure.images, structure.domain).structure,
      separation.encode(texture.images, texture.domain).texture,
      texture.domain,
    ),
  );
}
