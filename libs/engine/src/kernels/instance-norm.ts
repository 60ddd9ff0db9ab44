import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedBatchNorm } from './batch-norm.js';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/** Batch normalisation of one image whose channels are those of all samples: [N, H, W, C] -> [1, H, W, N C]. */
export function defineInstanceNorm(native: NativeOperations, fused: FusedBatchNorm): void {
  const samples = new SamplesAsChannels(native);
  defineKernel<{ x: TensorInfo }, { epsilon: number }>({
    name: 'JiaguInstanceNorm',
    forward({ x }, { epsilon }) {
      const merged = samples.merge(x);
      const channels = merged.shape[3] as number;
      const none = native.filled(0, 0);
      const affine: [TensorInfo, TensorInfo] = [native.filled(1, channels), native.filled(0, channels)];
      const [y, mean, variance, ...reserved] = fused.training(
        [merged, ...affine, none, none],
        epsilon,
        1,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      const result = samples.part(y, x.shape);
      for (const tensor of [y, mean, variance]) tensor.dispose();
      return [result, merged, ...reserved];
    },
    saveOutputs: [false, true, true, true, true],
    backward: (dy, saved, { epsilon }) => ({
      x() {
        const [merged, ...reserved] = saved as [Tensor, ...Tensor[]];
        const scale = native.filled(1, merged.shape[3] as number);
        const [dx] = fused.gradient([samples.merge(dy), merged, scale, ...reserved], epsilon, true);
        return samples.part(dx, dy.shape);
      },
    }),
  });
}

class SamplesAsChannels {
  private readonly transpose;
  private readonly reshape;

  constructor(private readonly native: NativeOperations) {
    this.transpose = [native.type(), native.type('Tperm', 'int32')];
    this.reshape = [native.type(), native.type('Tshape', 'int32')];
  }

  merge(x: TensorInfo): Tensor {
    const { native } = this;
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const transposed = native.run('Transpose', this.transpose, x, native.ints([1, 2, 0, 3]));
    const merged = native.run('Reshape', this.reshape, transposed, native.ints([1, h, w, n * c]));
    transposed.dispose();
    return merged;
  }

  /** The inverse of {@link merge}: back to [N, H, W, C]. */
  part(merged: TensorInfo, shape: number[]): Tensor {
    const { native } = this;
    const [n, h, w, c] = shape as [number, number, number, number];
    const transposed = native.run('Reshape', this.reshape, merged, native.ints([h, w, n, c]));
    const x = native.run('Transpose', this.transpose, transposed, native.ints([2, 0, 1, 3]));
    transposed.dispose();
    return x;
  }
}
