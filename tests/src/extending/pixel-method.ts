import type { RunConfig } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { crossEntropy } from '@jiagu/losses';
import { recogniserOf, update } from '@jiagu/methods';
import { Linear } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { Adam, type Method, type Phase, type SourceBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';

const rate = 0.01;

/** Softmax regression on the pixels of the labelled source. */
export class PixelMethod implements Method<SourceBatch> {
  readonly feeds = { source: { views: ['weak'], labels: true } } as const;
  readonly modules: { head: Linear };
  readonly optimizers: { head: Adam };
  readonly recogniser: Recogniser;
  step = -1;

  constructor({ data }: Pick<RunConfig, 'data'>, random: RandomStreams) {
    const pixels = data.imageSize ** 2 * data.channels;
    const head = new Linear(pixels, data.classes, 'xavier', random.stream('init'));
    this.modules = { head };
    this.optimizers = { head: new Adam(head.parameters(), { beta1: 0.9, beta2: 0.999 }) };
    this.recogniser = recogniserOf({
      feature: flatten,
      classify: (features) => head.forward(features),
      track: () => undefined,
    });
  }

  phase(): Phase {
    return { kind: 'classification', name: 'classification', batchFactor: 1 };
  }

  begin(step: number): string {
    this.step = step;
    return 'classification';
  }

  trainStep({ source }: SourceBatch): Record<string, tf.Scalar> {
    const { head } = this.modules;
    return update([[this.optimizers.head, () => rate]], () => ({
      total: crossEntropy(head.forward(flatten(source.weak)), source.labels),
    }));
  }

  rates(): Record<string, number> {
    return { head: rate };
  }
}

/** [N, H, W, channels] -> [N, pixels]. */
const flatten = (images: tf.Tensor4D): tf.Tensor2D => tf.reshape(images, [images.shape[0], -1]);
