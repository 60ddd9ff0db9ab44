import * as tf from '@tensorflow/tfjs-core';

/**
 * How a weight is stored. PyTorch stores convolutions as O,I,H,W, transposed ones as I,O,H,W and linear layers as O,I;
 * TensorFlow needs H,W,I,O (transposed: H,W,O,I) and I,O. Axes are reordered only when a state dict is read or written.
 */
export type Layout = 'plain' | 'linear' | 'conv' | 'conv-transpose';

/** The axes of TensorFlow's tensor in PyTorch's order, and back. */
const toTorch: Record<Exclude<Layout, 'plain'>, number[]> = {
  linear: [1, 0],
  conv: [3, 2, 0, 1],
  'conv-transpose': [3, 2, 0, 1],
};
const fromTorch: Record<Exclude<Layout, 'plain'>, number[]> = {
  linear: [1, 0],
  conv: [2, 3, 1, 0],
  'conv-transpose': [2, 3, 1, 0],
};

/** Values in PyTorch's layout, as in a safetensors file, row-major. */
export interface StateTensor {
  shape: number[];
  data: Float32Array<ArrayBuffer>;
}

/** A copy of the values of a parameter, or of its gradient, in PyTorch's layout. */
export function toTorchLayout(tensor: tf.Tensor, layout: Layout): StateTensor {
  // No tidy: it would look for tensors in every element of the array that it returns.
  const ordered = layout === 'plain' ? tensor : tf.transpose(tensor, toTorch[layout]);
  const state = { shape: [...ordered.shape], data: new Float32Array(ordered.dataSync<'float32'>()) };
  if (ordered !== tensor) ordered.dispose();
  return state;
}

/** A tensor that a module keeps between steps. It owns its tensor; {@link assign} disposes the old one. */
abstract class Kept {
  private tensor: tf.Tensor;

  constructor(
    value: tf.Tensor,
    readonly layout: Layout = 'plain',
  ) {
    this.tensor = tf.keep(value);
  }

  /** The current value; the caller does not dispose it. */
  get value(): tf.Tensor {
    return this.tensor;
  }

  /** Takes ownership of `next` and disposes the previous value. @throws Error when the shapes differ */
  assign(next: tf.Tensor): void {
    tf.util.assertShapesMatch(next.shape, this.tensor.shape, 'assigned value: ');
    const old = this.tensor;
    this.tensor = tf.keep(next);
    old.dispose();
  }

  /** The shape in PyTorch's order of axes. */
  get torchShape(): number[] {
    const { shape } = this.tensor;
    return this.layout === 'plain' ? [...shape] : toTorch[this.layout].map((axis) => shape[axis] as number);
  }

  /** A copy of the values in PyTorch's layout. */
  toTorch(): StateTensor {
    return toTorchLayout(this.tensor, this.layout);
  }

  /** Copies values in PyTorch's layout. @throws Error when the shapes differ */
  fromTorch({ shape, data }: StateTensor): void {
    const expected = this.torchShape;
    if (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis]))
      throw new Error(`shape [${shape.join(', ')}] where [${expected.join(', ')}] is expected`);
    const { layout } = this;
    const value = tf.tensor(data, shape, 'float32');
    if (layout === 'plain') return this.assign(value);
    this.assign(tf.transpose(value, fromTorch[layout]));
    value.dispose();
  }

  /** Frees the tensor. */
  dispose(): void {
    this.tensor.dispose();
  }
}

/** A value that training changes. */
export class Parameter extends Kept {}

/** A value that is part of the state but not trained, such as running statistics. */
export class Buffer extends Kept {}
