import * as tf from '@tensorflow/tfjs-core';
import { convolutions, stateShapes } from './layout.js';
import { averagePool, maxPool, resizeAsTensorFlow1, SIDE, toBytes } from './operations.js';

/** Tensors by name, in PyTorch's order of axes. */
export type InceptionState = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: Float32Array }
>;

/** Added to variances, as in TensorFlow's graph. */
const EPSILON = 0.001;

interface Convolution {
  /** [height, width, inputs, outputs], batch normalisation multiplied in */
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/**
 * The network of FID: Inception v3 of TensorFlow's graph of 2015-12-05. It differs from torchvision's: average pooling
 * does not count padding, the last block uses max pooling, and images are resized as in TensorFlow 1.
 */
export class Inception {
  private readonly convolutions = new Map<string, Convolution>();
  /** [2048, 1008] */
  private readonly classes: tf.Tensor2D;

  /** @throws Error naming a tensor that is missing or has another shape */
  constructor(state: InceptionState) {
    const read = (name: string): Float32Array => (state.get(name) as { data: Float32Array }).data;
    for (const [name, shape] of stateShapes()) {
      const found = state.get(name)?.shape;
      if (found?.join() !== shape.join())
        throw new Error(
          `${name}: ${found ? `[${found.join(', ')}]` : 'missing'}, [${shape.join(', ')}] expected`,
        );
    }
    for (const [name, { inputs, outputs, kernel }] of convolutions) {
      const [scale, shift] = normalisation((part) => read(`${name}.bn.${part}`));
      const [filter, bias] = tf.tidy(() => [
        tf.mul(
          tf.transpose(tf.tensor4d(read(`${name}.conv.weight`), [outputs, inputs, ...kernel]), [2, 3, 1, 0]),
          tf.tensor1d(scale),
        ) as tf.Tensor4D,
        tf.tensor1d(shift),
      ]);
      this.convolutions.set(name, { filter, bias });
    }
    const [rows, columns] = stateShapes().get('fc.weight') as [number, number];
    this.classes = tf.tidy(() => tf.transpose(tf.tensor2d(read('fc.weight'), [rows, columns])));
  }

  /**
   * @param images [N, H, W, 1 or 3] in [-1, 1]
   * @returns features after the last average pooling [N, 2048], and class scores [N, 1008] without their bias, as the
   *   inception score uses them; disposed by the caller
   */
  see(images: tf.Tensor4D): { features: tf.Tensor2D; logits: tf.Tensor2D } {
    return tf.tidy(() => {
      const colours = images.shape[3] === 1 ? tf.tile(images, [1, 1, 1, 3]) : images;
      const scaled = tf.div(tf.sub(resizeAsTensorFlow1(toBytes(colours), SIDE), 128), 128) as tf.Tensor4D;
      const features = tf.mean<tf.Tensor2D>(this.body(scaled), [1, 2]);
      return { features, logits: tf.matMul(features, this.classes) };
    });
  }

  /** Frees the weights. */
  dispose(): void {
    for (const { filter, bias } of this.convolutions.values()) tf.dispose([filter, bias]);
    this.classes.dispose();
  }

  private body(images: tf.Tensor4D): tf.Tensor4D {
    let x = this.chain(images, 'Conv2d_1a_3x3', 'Conv2d_2a_3x3', 'Conv2d_2b_3x3');
    x = this.chain(maxPool(x, 2), 'Conv2d_3b_1x1', 'Conv2d_4a_3x3');
    x = maxPool(x, 2);
    for (const name of ['Mixed_5b', 'Mixed_5c', 'Mixed_5d'])
      x = join(
        this.run(x, `${name}.branch1x1`),
        this.branch(x, `${name}.branch5x5`, 2),
        this.branch(x, `${name}.branch3x3dbl`, 3),
        this.run(averagePool(x), `${name}.branch_pool`),
      );
    x = join(this.run(x, 'Mixed_6a.branch3x3'), this.branch(x, 'Mixed_6a.branch3x3dbl', 3), maxPool(x, 2));
    for (const name of ['Mixed_6b', 'Mixed_6c', 'Mixed_6d', 'Mixed_6e'])
      x = join(
        this.run(x, `${name}.branch1x1`),
        this.branch(x, `${name}.branch7x7`, 3),
        this.branch(x, `${name}.branch7x7dbl`, 5),
        this.run(averagePool(x), `${name}.branch_pool`),
      );
    x = join(
      this.branch(x, 'Mixed_7a.branch3x3', 2),
      this.branch(x, 'Mixed_7a.branch7x7x3', 4),
      maxPool(x, 2),
    );
    x = this.last(x, 'Mixed_7b', averagePool(x));
    return this.last(x, 'Mixed_7c', maxPool(x, 1));
  }

  private last(x: tf.Tensor4D, name: string, pooled: tf.Tensor4D): tf.Tensor4D {
    const single = this.run(x, `${name}.branch3x3_1`);
    const double = this.branch(x, `${name}.branch3x3dbl`, 2);
    return join(
      this.run(x, `${name}.branch1x1`),
      this.run(single, `${name}.branch3x3_2a`),
      this.run(single, `${name}.branch3x3_2b`),
      this.run(double, `${name}.branch3x3dbl_3a`),
      this.run(double, `${name}.branch3x3dbl_3b`),
      this.run(pooled, `${name}.branch_pool`),
    );
  }

  /** Convolutions `_1` to `_links` below a prefix, one after another. */
  private branch(x: tf.Tensor4D, prefix: string, links: number): tf.Tensor4D {
    return this.chain(x, ...Array.from({ length: links }, (_, i) => `${prefix}_${i + 1}`));
  }

  private chain(x: tf.Tensor4D, ...names: string[]): tf.Tensor4D {
    return names.reduce((seen, name) => this.run(seen, name), x);
  }

  private run(x: tf.Tensor4D, name: string): tf.Tensor4D {
    // The constructor made one for each name of the layout.
    const { filter, bias } = this.convolutions.get(name) as Convolution;
    const { stride, padded } = convolutions.get(name) as { stride: 1 | 2; padded: boolean };
    return tf.relu(tf.add(tf.conv2d(x, filter, stride, padded ? 'same' : 'valid'), bias)) as tf.Tensor4D;
  }
}

const join = (...branches: tf.Tensor4D[]): tf.Tensor4D => tf.concat(branches, 3);

/** The scale and shift of batch normalisation with running statistics. */
function normalisation(read: (part: string) => Float32Array): [scale: Float32Array, shift: Float32Array] {
  const [weight, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(read) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const scale = weight.map((factor, c) => factor / Math.sqrt((variance[c] as number) + EPSILON));
  return [scale, bias.map((add, c) => add - (mean[c] as number) * (scale[c] as number))];
}
