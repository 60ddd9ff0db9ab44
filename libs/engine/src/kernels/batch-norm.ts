import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations, OperationAttribute } from './native-operations.js';

/** FusedBatchNormV3 and its gradient: over all axes but the last. */
class FusedBatchNorm {
  private readonly forwardAttributes = new Map<string, OperationAttribute[]>();
  private readonly backwardAttributes = new Map<string, OperationAttribute[]>();

  constructor(private readonly native: NativeOperations) {}

  /**
   * @param momentum weight of the batch in the running statistics; 1: they become the batch's
   * @returns y, mean, unbiased variance, and three tensors for {@link gradient}
   */
  training(
    inputs: [x: TensorInfo, scale: TensorInfo, offset: TensorInfo, mean: TensorInfo, variance: TensorInfo],
    epsilon: number,
    momentum: number,
  ): Tensor[] {
    return this.native.runAll('FusedBatchNormV3', this.attributes(epsilon, momentum, true), 6, ...inputs);
  }

  /** @returns y, normalised by the given statistics */
  inference(
    inputs: [x: TensorInfo, scale: TensorInfo, offset: TensorInfo, mean: TensorInfo, variance: TensorInfo],
    epsilon: number,
  ): Tensor {
    const outputs = this.native.runAll('FusedBatchNormV3', this.attributes(epsilon, 1, false), 6, ...inputs);
    for (const output of outputs.slice(1)) output.dispose();
    return outputs[0] as Tensor;
  }

  /**
   * @param reserved the last three outputs of the forward pass (inference: mean, variance and any tensor)
   * @returns gradients of x, scale and offset
   */
  gradient(
    inputs: [dy: TensorInfo, x: TensorInfo, scale: TensorInfo, ...reserved: TensorInfo[]],
    epsilon: number,
    training: boolean,
  ): [Tensor, Tensor, Tensor] {
    const key = `${epsilon} ${training}`;
    let attributes = this.backwardAttributes.get(key);
    if (!attributes) this.backwardAttributes.set(key, (attributes = this.common(epsilon, training)));
    const [x, scale, offset, ...rest] = this.native.runAll('FusedBatchNormGradV3', attributes, 5, ...inputs);
    for (const output of rest) output.dispose();
    return [x, scale, offset] as [Tensor, Tensor, Tensor];
  }

  private attributes(epsilon: number, momentum: number, training: boolean): OperationAttribute[] {
    const key = `${epsilon} ${momentum} ${training}`;
    let attributes = this.forwardAttributes.get(key);
    if (!attributes) {
      attributes = [...this.common(epsilon, training), this.native.float('exponential_avg_factor', momentum)];
      this.forwardAttributes.set(key, attributes);
    }
    return attributes;
  }

  private common(epsilon: number, training: boolean): OperationAttribute[] {
    const { native } = this;
    return [
      native.type('T'),
      native.type('U'),
      native.float('epsilon', epsilon),
      native.text('data_format', 'NHWC'),
      native.bool('is_training', training),
    ];
  }
}

interface TrainingInputs {
  x: TensorInfo;
  scale: TensorInfo;
  offset: TensorInfo;
  runningMean?: TensorInfo;
  runningVariance?: TensorInfo;
}

interface InferenceInputs {
  x: TensorInfo;
  scale: TensorInfo;
  offset: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
}

/** Batch normalisation with the batch's statistics and with given ones. */
export function defineBatchNorms(native: NativeOperations): void {
  const fused = new FusedBatchNorm(native);
  defineKernel<TrainingInputs, { epsilon: number; momentum: number }>({
    name: 'JiaguBatchNorm',
    forward({ x, scale, offset, runningMean, runningVariance }, { epsilon, momentum }) {
      const none = native.filled(0, 0);
      return fused.training(
        [x, scale, offset, runningMean ?? none, runningVariance ?? none],
        epsilon,
        momentum,
      );
    },
    saveInputs: ['x', 'scale'],
    saveOutputs: [false, false, false, true, true, true],
    backward(dy, saved, { epsilon }) {
      const [x, scale, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]];
      const gradients = fused.gradient([dy, x, scale, ...reserved], epsilon, true);
      return { x: () => gradients[0], scale: () => gradients[1], offset: () => gradients[2] };
    },
  });
  defineKernel<InferenceInputs, { epsilon: number }>({
    name: 'JiaguBatchNormInference',
    forward: ({ x, scale, offset, mean, variance }, { epsilon }) =>
      fused.inference([x, scale, offset, mean, variance], epsilon),
    saveInputs: ['x', 'scale', 'mean', 'variance'],
    backward(dy, saved, { epsilon }) {
      const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
      const gradients = fused.gradient([dy, x, scale, mean, variance, native.filled(0, 0)], epsilon, false);
      return { x: () => gradients[0], scale: () => gradients[1], offset: () => gradients[2] };
    },
  });
}
