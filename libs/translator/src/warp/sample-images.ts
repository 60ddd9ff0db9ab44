import * as tf from '@tensorflow/tfjs-core';
import { noGrad } from '@jiagu/nn';

/** The middles of all pixels of images of a side, [1, side ** 2, 2], x and y, where the edges are at -1 and 1. */
export function pixelMiddles(side: number): tf.Tensor3D {
  const place = (i: number): number => (2 * i + 1) / side - 1;
  const middles = Array.from({ length: side ** 2 }, (_, i) => [place(i % side), place(Math.floor(i / side))]);
  return tf.tensor3d([middles]);
}

/**
 * Images seen at other points, by the four pixels around each; beyond the edge, the edge goes on. Gradients flow to the
 * points.
 * @param images [N, side, side, C]
 * @param points [N, side ** 2, 2], x and y for each pixel of the result, row by row; the edges are at -1 and 1
 * @returns [N, side, side, C]
 */
export function sampleImages(images: tf.Tensor4D, points: tf.Tensor3D): tf.Tensor4D {
  const [count, side, , channels] = images.shape;
  return tf.tidy(() => {
    const pixels = tf.reshape(images, [count * side * side, channels]);
    // In pixels from the middle of the first.
    const places = tf.clipByValue(tf.sub(tf.mul(tf.add(points, 1), side / 2), 0.5), 0, side - 1);
    const first = noGrad(() => tf.clipByValue(tf.floor(places), 0, Math.max(0, side - 2)));
    const [x, y] = tf.split(tf.sub(places, first), 2, 2) as [tf.Tensor3D, tf.Tensor3D];
    const [left, top] = noGrad(() => tf.split(tf.cast(first, 'int32'), 2, 2)) as [tf.Tensor3D, tf.Tensor3D];
    const image = tf.reshape(tf.mul(tf.range(0, count, 1, 'int32'), side * side), [count, 1, 1]);
    const seen = (right: number, down: number, share: tf.Tensor): tf.Tensor => {
      const row = tf.mul(tf.add(top, tf.scalar(down, 'int32')), tf.scalar(side, 'int32'));
      const index = tf.add(image, tf.add(row, tf.add(left, tf.scalar(right, 'int32'))));
      const values = tf.gather(pixels, tf.reshape(tf.cast(index, 'int32'), [-1]) as tf.Tensor1D);
      return tf.mul(values, tf.reshape(share, [-1, 1]));
    };
    const [fromRight, fromBelow] = [tf.sub(1, x), tf.sub(1, y)];
    const sum = tf.addN([
      seen(0, 0, tf.mul(fromRight, fromBelow)),
      seen(1, 0, tf.mul(x, fromBelow)),
      seen(0, 1, tf.mul(fromRight, y)),
      seen(1, 1, tf.mul(x, y)),
    ]);
    return tf.reshape(sum, [count, side, side, channels]);
  });
}
