import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';

/** Structure and texture taken apart and put together again, in evaluation mode. */
export interface Separation {
  /** @returns the structure map and the texture code, to be disposed by the caller */
  encode(images: tf.Tensor4D, domain: Domain): { structure: tf.Tensor4D; texture: tf.Tensor2D };
  /** @returns images in [-1, 1], to be disposed by the caller */
  decode(structure: tf.Tensor4D, texture: tf.Tensor2D, domain: Domain): tf.Tensor4D;
}

/** Images [N, H, W, channels] in [-1, 1] of one domain. */
export interface DomainImages {
  readonly images: tf.Tensor4D;
  readonly domain: Domain;
}

/**
 * Image i of the one with the texture of image i of the other, in the texture's domain.
 * @returns images in [-1, 1], to be disposed by the caller
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
