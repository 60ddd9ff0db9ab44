import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, hostTensor, Linear, maxPool2d, Module, normalOf, relu, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { pixelMiddles, sampleImages } from './sample-images.js';
import { ThinPlate } from './thin-plate.js';

/** Sizes of a {@link Warper}. */
export interface WarperOptions {
  readonly channels: number;
  /** side of the images, 8 at least */
  readonly imageSize: number;
  /** channels of the first convolution */
  readonly width: number;
  /** of the linear layers */
  readonly hidden: number;
  /** control points in a row and in a column */
  readonly points: number;
  /** how far a control point moves at most, where half of the side is 1 */
  readonly reach: number;
}

/** A warp of each image of a batch. */
export interface Warp {
  /** of the control points, [N, points ** 2, 2] */
  readonly bend: tf.Tensor3D;
  /** rows of the matrices of the affine part, [N, 6] */
  readonly affine: tf.Tensor2D;
}

/** How a forward pass of a warper behaves. */
export interface WarpPass {
  /** true: batch norm uses and tracks the batch */
  readonly training: boolean;
  readonly noise: RandomStream;
}

const init = normalOf(0, 0.02);
/** Greatest turn, shift and change of size, as published. */
const [TURN, SHIFT, GROWTH] = [Math.PI / 16, 1 / 5, 0.15];
/** Channels before the linear layers. */
const NARROW = 16;

/** A linear layer with batch norm and ReLU. */
class Layer extends Module {
  readonly linear: Linear;
  readonly norm: BatchNorm2d;

  constructor(input: number, output: number, random: RandomStream) {
    super();
    this.linear = new Linear(input, output, 'torch', random);
    this.norm = new BatchNorm2d(output, false);
  }

  forward(x: tf.Tensor2D, training: boolean): tf.Tensor2D {
    const y = this.linear.forward(x);
    const [count, width] = y.shape;
    const normed = this.norm.forward(tf.reshape(y, [count, 1, 1, width]), { training, domain: 'source' });
    return relu(tf.reshape(normed, [count, width]));
  }
}

/**
 * Changes the shape of glyphs as another hand might write them (after AGTGAN, Huang 2022): what convolutions see of the
 * image, with noise of the same strength added, becomes a thin-plate spline over a grid of control points and an affine
 * map. A second network tells the noise from the warp.
 */
export class Warper extends Module {
  readonly convolutions: Conv2d[];
  readonly norms: BatchNorm2d[];
  readonly layers: Layer[];
  readonly last: Linear;
  readonly noiseReader: Linear[];
  private readonly plate: ThinPlate;

  constructor(
    private readonly options: WarperOptions,
    random: RandomStream,
  ) {
    super();
    const { channels, imageSize, width, hidden, points } = options;
    const widths = [channels, width, 2 * width, width, NARROW];
    this.convolutions = widths
      .slice(1)
      .map((to, i) => new Conv2d(widths[i] as number, to, 3, { padding: 1, bias: false, init }, random));
    this.norms = widths.slice(1).map((to) => new BatchNorm2d(to, false));
    const seen = NARROW * Math.floor(imageSize / 8) ** 2;
    this.layers = [seen, hidden, hidden].map((from) => new Layer(from, hidden, random));
    this.last = new Linear(hidden, 2 * points ** 2 + 4, init, random);
    const numbers = 2 * points ** 2 + 6;
    this.noiseReader = [
      new Linear(numbers, hidden, 'torch', random),
      new Linear(hidden, hidden, 'torch', random),
      new Linear(hidden, hidden, 'torch', random),
      new Linear(hidden, seen, 'torch', random),
    ];
    this.plate = new ThinPlate(points);
  }

  /** What the convolutions see of images: [N, features]. */
  see(images: tf.Tensor4D, { training }: WarpPass): tf.Tensor2D {
    let x = images;
    for (const [i, convolution] of this.convolutions.entries()) {
      const normed = (this.norms[i] as BatchNorm2d).forward(convolution.forward(x), {
        training,
        domain: 'source',
      });
      x = i < 3 ? maxPool2d(relu(normed), 2, 2, 0) : relu(normed);
    }
    return tf.reshape(x, [images.shape[0], -1]);
  }

  /** Noise for what was {@link see}n, of the same mean square in each image. */
  drawNoise(seen: tf.Tensor2D, { noise }: WarpPass): tf.Tensor2D {
    const drawn = hostTensor(seen.shape, (values) => {
      for (let i = 0; i < values.length; i++) values[i] = noise.normal();
    });
    const strength = tf.sqrt(tf.add(tf.mean(tf.square(seen), 1, true), 1e-6));
    return tf.mul(strength, drawn) as tf.Tensor2D;
  }

  /** The warps that become of what was seen and of noise. */
  plan(seen: tf.Tensor2D, noise: tf.Tensor2D, { training }: WarpPass): Warp {
    const { points, reach } = this.options;
    const deep = this.layers.reduce(
      (x, layer) => layer.forward(x, training),
      tf.add(seen, noise) as tf.Tensor2D,
    );
    const [count] = seen.shape;
    const [bends, others] = tf.split(tanh(this.last.forward(deep)), [2 * points ** 2, 4], 1) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const [turn, right, down, growth] = tf.split(others, 4, 1) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const angle = tf.mul(turn, TURN);
    const size = tf.add(1, tf.mul(growth, GROWTH));
    const [cos, sin] = [tf.mul(size, tf.cos(angle)), tf.mul(size, tf.sin(angle))];
    return {
      bend: tf.reshape(tf.mul(bends, reach), [count, points ** 2, 2]),
      affine: tf.concat(
        [cos, tf.neg(sin), tf.mul(right, SHIFT), sin, cos, tf.mul(down, SHIFT)],
        1,
      ) as tf.Tensor2D,
    };
  }

  /** Images as a warp changes them, [N, H, W, C]. */
  apply(images: tf.Tensor4D, { bend, affine }: Warp): tf.Tensor4D {
    const [count, side] = images.shape;
    return tf.tidy(() => {
      const middles = tf.tile(pixelMiddles(side), [count, 1, 1]);
      const homogeneous = tf.concat([middles, tf.ones([count, side ** 2, 1])], 2) as tf.Tensor3D;
      const moved = tf.matMul(homogeneous, tf.reshape(affine, [count, 2, 3]), false, true) as tf.Tensor3D;
      return sampleImages(images, this.plate.move(moved, bend));
    });
  }

  /** What the second network takes the noise for, of the shape of the noise. */
  readNoise({ bend, affine }: Warp): tf.Tensor2D {
    const numbers = tf.concat([tf.reshape(bend, [affine.shape[0], -1]), affine], 1) as tf.Tensor2D;
    return this.noiseReader.reduce((x, layer, i) => layer.forward(i === 0 ? x : relu(x)), numbers);
  }
}
