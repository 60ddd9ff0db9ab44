import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';

/**
 * Initial values of a weight.
 * @param fan how many inputs each output has, and how many outputs each input has
 */
export type Initializer = (
  shape: number[],
  fan: { readonly in: number; readonly out: number },
  random: RandomStream,
) => tf.Tensor;

function fill(shape: number[], draw: () => number): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return tf.tensor(values, shape, 'float32');
}

/** U[low, high). */
export const uniform = (shape: number[], low: number, high: number, random: RandomStream): tf.Tensor =>
  fill(shape, () => random.uniform(low, high));

/** PyTorch's default for convolutions and linear layers (Kaiming uniform, a = sqrt 5): U(+-1 / sqrt(fanIn)). */
export const torchUniform = (shape: number[], fanIn: number, random: RandomStream): tf.Tensor =>
  uniform(shape, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn), random);

/** Kaiming (He 2015) normal: N(0, 2 / fan). torchvision's ResNet and VGG use the fan out. */
export const kaimingNormal = (shape: number[], fan: number, random: RandomStream): tf.Tensor =>
  fill(shape, () => random.normal(0, Math.sqrt(2 / fan)));

/** N(0, 1). */
export const normal = (shape: number[], random: RandomStream): tf.Tensor =>
  fill(shape, () => random.normal());

/** Xavier (Glorot 2010) normal: N(0, 2 / (fanIn + fanOut)). */
export const xavierNormal = (
  shape: number[],
  fanIn: number,
  fanOut: number,
  random: RandomStream,
): tf.Tensor => fill(shape, () => random.normal(0, Math.sqrt(2 / (fanIn + fanOut))));

/** N(mean, deviation^2), which many GANs use. */
export const normalOf =
  (mean: number, deviation: number): Initializer =>
  (shape, _fan, random) =>
    fill(shape, () => random.normal(mean, deviation));

/** Xavier (Glorot 2010) uniform: U(+-gain sqrt(6 / (fanIn + fanOut))). */
export const xavierUniform =
  (gain: number): Initializer =>
  (shape, fan, random) => {
    const bound = gain * Math.sqrt(6 / (fan.in + fan.out));
    return uniform(shape, -bound, bound, random);
  };
