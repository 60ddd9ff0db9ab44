import { Module, renumberParts, type HasClasses } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';

/** How a forward pass of a critic behaves. */
export interface JudgePass {
  /** true: batch statistics, dropout, a step of each spectral norm's power iteration. */
  readonly training: boolean;
  /** Side of the images of a growing critic, and how far its block is faded in, 0..1; absent: the full size. */
  readonly growth?: { readonly size: number; readonly alpha: number | tf.Scalar };
}

/** A critic's answer to images. It needs the tensors of the pass: use it in the same tidy. */
export interface Judgement {
  /** Raw answers: [N, 1], a map [N, h, w, 1] of patches, or energies [N, 1] of an auto-encoder. */
  readonly scores: tf.Tensor;
  /** The conditional answer apart from the unconditional one, where the critic keeps both: [N, 1]. */
  readonly conditional?: tf.Tensor2D;
  /** Class scores [N, classes] of a critic with an auxiliary classifier. */
  readonly classes?: tf.Tensor2D;
  /** An auto-encoder's code [N, length], which pulling-away keeps apart. */
  readonly code?: tf.Tensor2D;
  /**
   * The gradient [N, H, W, channels] of the sum of all scores with respect to the images, as ordinary operations that a
   * tape can differentiate once. A separate conditional answer has no part in it.
   * @throws Error naming the layer that has no adjoint
   */
  gradient(): tf.Tensor4D;
}

/** Body and head of a critic. */
export abstract class CriticNetwork extends Module implements HasClasses {
  /**
   * Classes that it is conditioned on, or that its auxiliary classifier predicts without seeing the labels; 0: none.
   */
  abstract readonly classes: number;

  /**
   * @param images [N, H, W, channels]
   * @param labels [N], integers from 0; null exactly where {@link classes} is 0
   * @throws Error for labels without classes or classes without labels, or where the body can't grow to that size
   */
  abstract judge(images: tf.Tensor4D, labels: tf.Tensor1D | null, pass: JudgePass): Judgement;

  renumberClasses(order: readonly number[]): void {
    renumberParts(this, order);
  }
}

/** @throws Error where labels are missing, or given to a critic without a condition */
export function checkLabels(classes: number, labels: tf.Tensor1D | null): void {
  if (classes === 0 && labels)
    throw new Error('labels for a critic without a condition: set method.critic.condition');
  if (classes > 0 && !labels) throw new Error('a critic with a condition needs a label for every image');
}

/** @throws Error for a pass with a growth, for a body that can't grow */
export function refuseGrowth(body: string, { growth }: JudgePass): void {
  if (growth)
    throw new Error(`a ${body} body does not grow: take method.critic.body style with growing: true`);
}
