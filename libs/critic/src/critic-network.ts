import { Module, renumberParts, type HasClasses } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';

/** How a forward pass of a critic behaves. */
export interface JudgePass {
  /** true: batch statistics, dropout, a step of each spectral norm's power iteration. */
  readonly training: boolean;
  /** Where a growing critic stands; absent: the full size. */
  readonly growth?: { readonly size: number; readonly alpha: number | tf.Scalar };
}

/** What a critic says of images. Needs the pass's tensors: use it in the same tidy. */
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
   * The gradient of the sum of all scores with respect to the images, as ordinary operations that a tape
   * differentiates once.
   * The conditional answer of a critic that keeps both has no part in it.
   * @throws Error naming the layer that has no adjoint
   */
  gradient(): tf.Tensor4D;
}

/** Body and head of a critic. */
export abstract class CriticNetwork extends Module implements HasClasses {
  /** Classes that it is told of, or that its auxiliary classifier guesses without looking at the labels; 0: none. */
  abstract readonly classes: number;

  /**
   * @param images [N, H, W, channels]
   * @param labels [N]; null exactly where it is told of none
   * @throws Error where labels are missing or there are no classes, or for a growth that the body has not
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
  if (classes > 0 && !labels) throw new Error('a critic with a condition judges no image without a label');
}

/** @throws Error for a pass that asks a body to grow which can't */
export function refuseGrowth(body: string, { growth }: JudgePass): void {
  if (growth)
    throw new Error(`a ${body} body does not grow: take method.critic.body style with growing: true`);
}
