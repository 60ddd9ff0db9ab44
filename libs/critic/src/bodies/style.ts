import * as tf from '@tensorflow/tfjs-core';
import type { CriticConfig } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { Convolution } from '../convolution.js';
import type { Trace } from '../critic-layer.js';
import { checkLabels, CriticNetwork, type JudgePass, type Judgement } from '../critic-network.js';
import type { CriticSizes } from '../critic-sizes.js';
import { Flatten } from '../flatten.js';
import { FullyConnected } from '../fully-connected.js';
import { Head } from '../head.js';
import { LeakyRectifier } from '../leaky-rectifier.js';
import { minibatchLayer } from '../minibatch-layers.js';
import { AveragePool, Blur } from '../pooling.js';
import { MappedProjection } from '../projection.js';
import { Residual } from '../residual.js';
import { Scale } from '../scale.js';
import { Sequence } from '../sequence.js';

const equalised = true;
/** Slope 0.2, times sqrt(2). */
const rectify = (): LeakyRectifier => new LeakyRectifier(0.2, Math.SQRT2);

/**
 * StyleGAN2's critic (Karras 2020): equalised convolutions in residual blocks that halve the image, each scaled by
 * sqrt(1/2), then the minibatch standard deviation where asked for, a convolution and two linear layers. It can grow:
 * images of a smaller side enter at the block of their size; while that block is faded in, halved images also enter the
 * next one.
 */
export class StyleCritic extends CriticNetwork {
  readonly classes: number;
  /** from pixels to the channels of each size, from the largest; null: none */
  readonly fromPixels: (Sequence | null)[];
  /** from each size to half of it, from the largest */
  readonly blocks: Sequence[];
  readonly last: Sequence;
  readonly head: Head;
  private readonly sizes: number[];

  constructor(
    private readonly config: Extract<CriticConfig, { body: 'style' }>,
    { classes, channels, imageSize }: CriticSizes,
    random: RandomStream,
  ) {
    super();
    const { condition, transition, growing, mapping, minibatch } = config;
    this.classes = condition === 'none' ? 0 : classes;
    this.sizes = Array.from({ length: Math.log2(imageSize / 2) }, (_, i) => imageSize / 2 ** i);
    const widthAt = (size: number): number =>
      Math.max(1, Math.min(config.width, Math.floor(config.base / size)));
    const pixel = { stride: 1, padding: 0, equalised };
    const window = { stride: 1, padding: 1, equalised };
    this.fromPixels = this.sizes.map((size, i) =>
      i === 0 || growing
        ? new Sequence([new Convolution(channels, widthAt(size), 1, pixel, random), rectify()])
        : null,
    );
    const half = config.blur ? [new Blur(), new AveragePool(2)] : [new AveragePool(2)];
    this.blocks = this.sizes.slice(0, -1).map((size) => {
      const [input, output] = [widthAt(size), widthAt(size / 2)];
      const body = [
        new Convolution(input, input, 3, window, random),
        rectify(),
        new Convolution(input, output, 3, window, random),
        ...half,
        rectify(),
      ];
      const shortcut = [...half, new Convolution(input, output, 1, { ...pixel, bias: false }, random)];
      return new Sequence([new Residual(body, shortcut), new Scale(Math.SQRT1_2)]);
    });
    const features = widthAt(4);
    const { layers, added } = minibatchLayer(minibatch, features, random);
    this.last = new Sequence([
      ...layers,
      new Convolution(features + added, features, 3, window, random),
      rectify(),
      new Flatten(),
      new FullyConnected(16 * features, features, { equalised }, random),
      rectify(),
    ]);
    const alone = condition === 'projection' && !transition;
    this.head = new Head({
      score: alone ? [] : [new FullyConnected(features, 1, { equalised }, random)],
      pool: [],
      transition,
      ...(condition === 'projection' && {
        projection: new MappedProjection(classes, features, mapping, random),
      }),
      ...(condition === 'auxiliary' && {
        auxiliary: new FullyConnected(features, classes, { equalised }, random),
      }),
    });
  }

  override judge(images: tf.Tensor4D, labels: tf.Tensor1D | null, pass: JudgePass): Judgement {
    checkLabels(this.classes, labels);
    const { training, growth } = pass;
    const start = this.start(pass);
    const ways: Trace['adjoint'][] = [];
    let x: tf.Tensor = images;
    const go = ({ y, adjoint }: Trace): void => {
      x = y;
      ways.unshift((dy) => adjoint(dy));
    };
    if (growth && growth.alpha !== 1 && start < this.blocks.length) {
      go(this.faded(images, start, growth.alpha, training));
    } else {
      go(this.entrance(start).trace(images, training));
      if (start < this.blocks.length) go((this.blocks[start] as Sequence).trace(x, training));
    }
    for (const block of this.blocks.slice(start + 1)) go(block.trace(x, training));
    go(this.last.trace(x, training));
    const { gradient, ...answer } = this.head.answer(x, labels, training);
    return {
      ...answer,
      gradient: () => ways.reduce((dx, adjoint) => adjoint(dx), gradient()) as tf.Tensor4D,
    };
  }

  /** alpha times the path through the block of this size, plus 1 - alpha times that of the halved images past it. */
  private faded(images: tf.Tensor4D, at: number, alpha: number | tf.Scalar, training: boolean): Trace {
    const through = new Sequence([this.entrance(at), this.blocks[at] as Sequence]).trace(images, training);
    const past = new Sequence([new AveragePool(2), this.entrance(at + 1)]).trace(images, training);
    const rest = tf.sub(1, alpha);
    return {
      y: tf.add(tf.mul(through.y, alpha), tf.mul(past.y, rest)),
      adjoint: (dy) => tf.add(through.adjoint(tf.mul(dy, alpha)), past.adjoint(tf.mul(dy, rest))),
    };
  }

  private entrance(at: number): Sequence {
    return this.fromPixels[at] as Sequence; // The largest has one, and all where it grows.
  }

  private start({ growth }: JudgePass): number {
    if (!growth) return 0;
    if (!this.config.growing) throw new Error('a critic that is to grow needs method.critic.growing: true');
    const at = this.sizes.indexOf(growth.size);
    if (at < 0)
      throw new Error(
        `a critic of sizes ${this.sizes.toReversed().join(', ')} can't judge images of ${growth.size} pixels`,
      );
    return at;
  }
}
