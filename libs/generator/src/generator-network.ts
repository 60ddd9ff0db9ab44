import { Module, renumberParts, type HasClasses } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';

/** The stage of a growing network: the size that it draws, and how far the newest block is faded in. */
export interface Growth {
  /** Side of the images that are drawn, the network's own or less. */
  readonly size: number;
  /** 0: the block of half the size, enlarged; 1: the newest block alone. */
  readonly alpha: number | tf.Scalar;
}

/** How a forward pass of a generator behaves. */
export interface DrawPass {
  /** true: batch statistics, new noise inside the network. false: running statistics, the same noise each time. */
  readonly training: boolean;
  /** absent: the full size */
  readonly growth?: Growth;
}

/** Body of a generator, from noise to images. */
export abstract class GeneratorNetwork extends Module implements HasClasses {
  /** Length of a noise vector, whose entries are drawn from N(0, 1). */
  abstract readonly latent: number;
  /** Classes that can be asked for; 0: none. */
  abstract readonly classes: number;

  /**
   * @param noise [N, latent]
   * @param labels [N], the wanted classes, integers from 0; null exactly where {@link classes} is 0
   * @returns [N, H, W, channels], in [-1, 1] where the body ends with a tanh, as all but style do
   * @throws Error for labels without classes or classes without labels, or where the body can't grow to that size
   */
  abstract forward(noise: tf.Tensor2D, labels: tf.Tensor1D | null, pass: DrawPass): tf.Tensor4D;

  renumberClasses(order: readonly number[]): void {
    renumberParts(this, order);
  }

  /** @throws Error where labels are missing, or given to a network without a condition */
  protected checkLabels(labels: tf.Tensor1D | null): void {
    if (this.classes === 0 && labels)
      throw new Error('labels for a generator without a condition: set method.generator.condition');
    if (this.classes > 0 && !labels)
      throw new Error('a generator with a condition needs a label for every image');
  }
}

/** @throws Error for a pass with a growth, for a body that can't grow */
export function refuseGrowth(body: string, { growth }: { readonly growth?: unknown }): void {
  if (growth)
    throw new Error(`a ${body} body does not grow: take method.generator.body style with growing: true`);
}
