import type * as tf from '@tensorflow/tfjs-core';
import type { CriticLayer, Trace } from './critic-layer.js';
import {
  checkLabels,
  CriticNetwork,
  refuseGrowth,
  type JudgePass,
  type Judgement,
} from './critic-network.js';
import { Head, type HeadParts } from './head.js';
import type { LabelInput } from './label-input.js';
import { Sequence } from './sequence.js';

/**
 * A critic that is a sequence of layers and a head, with the class joined to the image where there is a label input.
 */
export class LayeredCritic extends CriticNetwork {
  readonly input: LabelInput | null;
  readonly body: Sequence;
  readonly head: Head;

  /** @param name of the body, for messages */
  constructor(
    private readonly name: string,
    readonly classes: number,
    input: LabelInput | null,
    body: readonly CriticLayer[],
    head: HeadParts,
  ) {
    super();
    this.input = input;
    this.body = new Sequence(body);
    this.head = new Head(head);
  }

  override judge(images: tf.Tensor4D, labels: tf.Tensor1D | null, pass: JudgePass): Judgement {
    checkLabels(this.classes, labels);
    refuseGrowth(this.name, pass);
    const { training } = pass;
    const joined: Trace | null | undefined = labels && this.input?.trace(images, labels);
    const features = this.body.trace(joined?.y ?? images, training);
    const { gradient, ...answer } = this.head.answer(features.y, labels, training);
    return {
      ...answer,
      gradient: () => {
        const ofInput = features.adjoint(gradient());
        return (joined?.adjoint(ofInput) ?? ofInput) as tf.Tensor4D;
      },
    };
  }
}
