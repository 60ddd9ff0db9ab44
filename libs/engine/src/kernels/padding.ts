import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel.js';
import type { NativeOperations } from './native-operations.js';

type Sides = [top: number, bottom: number, left: number, right: number];

/** Padding of images by a constant value and by their reflection. */
export function definePaddings(native: NativeOperations): void {
  const padAttributes = [native.type(), native.type('Tpaddings', 'int32')];
  const sliceAttributes = [native.type(), native.type('Index', 'int32')];
  const mirrorAttributes = [...padAttributes, native.text('mode', 'REFLECT')];
  const perAxis = ([top, bottom, left, right]: Sides) =>
    native.ints([0, 0, top, bottom, left, right, 0, 0], [4, 2]);

  defineKernel<{ x: TensorInfo }, { paddings: Sides; value: number }>({
    name: 'JiaguPad2D',
    forward: ({ x }, { paddings, value }) =>
      native.run('PadV2', padAttributes, x, perAxis(paddings), native.scalar(value)),
    backward: (dy, _saved, { paddings: [top, bottom, left, right] }) => ({
      x() {
        const [n, h, w, c] = dy.shape as [number, number, number, number];
        const size = native.ints([n, h - top - bottom, w - left - right, c]);
        return native.run('Slice', sliceAttributes, dy, native.ints([0, top, left, 0]), size);
      },
    }),
  });
  defineKernel<{ x: TensorInfo }, { padding: number }>({
    name: 'JiaguReflectionPad2D',
    forward: ({ x }, { padding: p }) => native.run('MirrorPad', mirrorAttributes, x, perAxis([p, p, p, p])),
    backward: (dy, _saved, { padding: p }) => ({
      x: () => native.run('MirrorPadGrad', mirrorAttributes, dy, perAxis([p, p, p, p])),
    }),
  });
}
