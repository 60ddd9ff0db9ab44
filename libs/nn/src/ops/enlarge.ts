import * as tf from '@tensorflow/tfjs-core';

/** Nearest-neighbour doubling, [N, H, W, C] -> [N, 2H, 2W, C]. */
export const doublePixels = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);

/**
 * Bilinear doubling, [N, H, W, C] -> [N, 2H, 2W, C], as PyTorch's without aligned corners: 3/4 of the nearest pixel and
 * 1/4 of the next along each axis, at the edge the nearest alone. Inside the image this equals StyleGAN's 1-2-1 filter
 * after doubling pixels, and StyleGAN2's 1-3-3-1 filter after inserting zeros.
 */
export const doubleSmoothly = (x: tf.Tensor4D): tf.Tensor4D => tf.tidy(() => doubleAxis(doubleAxis(x, 1), 2));

function doubleAxis(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const { shape } = x;
  const length = shape[axis];
  const part = (from: number, count: number): tf.Tensor4D => {
    const [begin, size] = [[0, 0, 0, 0], [...shape]];
    [begin[axis], size[axis]] = [from, count];
    return tf.slice(x, begin as [number, number, number, number], size as [number, number, number, number]);
  };
  const [first, last] = [part(0, 1), part(length - 1, 1)];
  const before = length > 1 ? tf.concat([first, part(0, length - 1)], axis) : x;
  const after = length > 1 ? tf.concat([part(1, length - 1), last], axis) : x;
  const mixed = (other: tf.Tensor4D): tf.Tensor4D => tf.add(tf.mul(x, 0.75), tf.mul(other, 0.25));
  const doubled = [...shape];
  doubled[axis] = 2 * length;
  return tf.reshape(
    tf.stack([mixed(before), mixed(after)], axis + 1),
    doubled as [number, number, number, number],
  );
}
