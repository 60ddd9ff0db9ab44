import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

/** [N, H, W, C r r] -> [N, H r, W r, C], input channels in PyTorch's order. */
export function definePixelShuffle(native: NativeOperations): void {
  const reshapeAttributes = [native.type(), native.type('Tshape', 'int32')];
  const transposeAttributes = [native.type(), native.type('Tperm', 'int32')];
  const rearrange = (x: TensorInfo, from: number[], axes: number[], to: number[]): Tensor => {
    const split = native.run('Reshape', reshapeAttributes, x, native.ints(from));
    const moved = native.run('Transpose', transposeAttributes, split, native.ints(axes));
    const y = native.run('Reshape', reshapeAttributes, moved, native.ints(to));
    split.dispose();
    moved.dispose();
    return y;
  };
  defineKernel<{ x: TensorInfo }, { factor: number }>({
    name: 'JiaguPixelShuffle',
    forward({ x }, { factor: r }) {
      const [n, h, w, channels] = x.shape as [number, number, number, number];
      const c = channels / r ** 2;
      return rearrange(x, [n, h, w, c, r, r], [0, 1, 4, 2, 5, 3], [n, h * r, w * r, c]);
    },
    backward: (dy, _saved, { factor: r }) => ({
      x() {
        const [n, height, width, c] = dy.shape as [number, number, number, number];
        const [h, w] = [height / r, width / r];
        return rearrange(dy, [n, h, r, w, r, c], [0, 1, 3, 5, 2, 4], [n, h, w, c * r ** 2]);
      },
    }),
  });
}
