import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Arithmetic } from './arithmetic.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

const SAMPLE = [1, 2, 3];
const SPACE = [1, 2];
const SAMPLES_AND_SPACE = [0, 1, 2];

/**
 * y = (x - mean) inv scale + offset with inv = 1 / (std + epsilon), std unbiased, both of one sample; computed
 * as x slope + intercept, so that x is read and y written once.
 */
export function defineLayerNorm(
  native: NativeOperations,
  {
    add,
    sub,
    mul,
    divNoNan,
    squaredDifference,
    square,
    sqrt,
    reciprocal,
    scale: times,
    sum,
    mean: average,
  }: Arithmetic,
): void {
  /** Unbiased standard deviation and 1 / (std + epsilon), both [N, 1, 1, 1]. */
  const deviation = (x: TensorInfo, mean: Tensor, epsilon: number): [Tensor, Tensor] => {
    const squares = tf.tidy(() => sum(squaredDifference(x, mean), SAMPLE));
    const std = sqrt(times(squares, 1 / (sampleSize(x) - 1)));
    return [std, reciprocal(add(std, native.scalar(epsilon)))];
  };

  defineKernel<{ x: TensorInfo; scale: TensorInfo; offset: TensorInfo }, { epsilon: number }>({
    name: 'JiaguLayerNorm',
    forward: ({ x, scale, offset }, { epsilon }) =>
      tf.tidy(() => {
        const mean = average(x, SAMPLE);
        const [std, inverse] = deviation(x, mean, epsilon);
        const slope = mul(inverse, scale);
        const intercept = sub(offset, mul(mean, slope));
        return [add(mul(x, slope), intercept), mean, std, inverse];
      }),
    saveInputs: ['x', 'scale'],
    saveOutputs: [false, true, true, true],
    backward(dy, saved) {
      const [x, scale, mean, std, inverse] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
      // Per sample and channel [N, 1, 1, C]: sums over space of dy and of dy (x - mean).
      const [total, moment] = tf.tidy((): [Tensor, Tensor] => {
        const total = sum(dy, SPACE);
        return [total, sub(sum(mul(dy, x), SPACE), mul(mean, total))];
      });
      return {
        offset: () => sum(total, SAMPLES_AND_SPACE, false),
        scale: () => sum(mul(moment, inverse), SAMPLES_AND_SPACE, false),
        // inv dy scale - (x - mean) curvature - inv sum(dy scale) / size
        x() {
          const size = sampleSize(x);
          const slope = mul(inverse, scale);
          const pull = mul(sum(mul(moment, scale), [3]), square(inverse));
          const curvature = times(divNoNan(pull, std), -1 / (size - 1));
          const shift = times(mul(inverse, sum(mul(total, scale), [3])), -1 / size);
          const intercept = sub(shift, mul(curvature, mean));
          return add(add(mul(dy, slope), mul(x, curvature)), intercept);
        },
      };
    },
  });
}

const sampleSize = ({ shape }: TensorInfo): number => tf.util.sizeFromShape(shape.slice(1));
