import * as tf from '@tensorflow/tfjs-core';
import { dropout, Linear, Module, relu, reorder, type HasClasses, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** Sizes and variants of the discriminator. */
export interface FeatureDiscriminatorOptions {
  /** length of the feature */
  input: number;
  /** for CDAN: the feature is a flattened outer product [F, classes] with this many classes */
  classes?: number;
  /** width of both hidden layers; as published 1024 */
  hidden: number;
  /** probability of dropping a value of a hidden layer, 0 .. 1 */
  dropout: number;
  /** whether to end with a sigmoid although the loss has its own: as published, which weakens the gradient */
  sigmoid: boolean;
}

/** D_F of the paper: tells features of the source (1) from those of the target (0). */
export class FeatureDiscriminator extends Module implements HasClasses {
  readonly ad_layer1: Linear;
  readonly ad_layer2: Linear;
  readonly ad_layer3: Linear;

  /** @param masks the stream that dropout draws from */
  constructor(
    private readonly options: FeatureDiscriminatorOptions,
    random: RandomStream,
    private readonly masks: RandomStream,
  ) {
    super();
    const { input, hidden } = options;
    this.ad_layer1 = new Linear(input, hidden, 'xavier', random);
    this.ad_layer2 = new Linear(hidden, hidden, 'xavier', random);
    this.ad_layer3 = new Linear(hidden, 1, 'xavier', random);
  }

  renumberClasses(order: readonly number[]): void {
    const { input, classes } = this.options;
    if (classes === undefined) return;
    const places = Array.from(
      { length: input },
      (_, i) => i - (i % classes) + (order[i % classes] as number),
    );
    reorder(this.ad_layer1.weight, places, 0);
  }

  /**
   * @param feature [N, input]
   * @returns [N, 1], the input of bce-with-logits
   */
  forward(feature: tf.Tensor2D, { training }: Pass): tf.Tensor2D {
    const rate = training ? this.options.dropout : 0;
    let x = dropout(relu(this.ad_layer1.forward(feature)), rate, this.masks);
    x = dropout(relu(this.ad_layer2.forward(x)), rate, this.masks);
    const score = this.ad_layer3.forward(x);
    return this.options.sigmoid ? tf.sigmoid(score) : score;
  }
}
