import * as tf from '@tensorflow/tfjs-core';

/**
 * The class activation map (Zhou 2016): how much each place of an image speaks for a class. A score averages the scores
 * of the places where the classifier is affine, so that the map's average is the class's logit less the mean logit of
 * all classes; a softmax sees no more than these differences.
 *
 * @param maps what the classifier sees of each place, [N, h, w, features]; their average over h and w is classified
 * @param classify affine: [M, features] -> scores [M, classes]
 * @param classes the class asked about, for each image
 * @returns [N, h, w], disposed by the caller
 * @throws Error when there is not one class an image
 */
export function classActivation(
  maps: tf.Tensor4D,
  classify: (features: tf.Tensor2D) => tf.Tensor2D,
  classes: ArrayLike<number>,
): tf.Tensor3D {
  const [count, height, width, features] = maps.shape;
  if (classes.length !== count)
    throw new Error(`class activation: ${classes.length} classes for ${count} images`);
  return tf.tidy(() => {
    const scores = classify(tf.reshape(maps, [count * height * width, features]));
    const evidence = tf.sub(scores, tf.mean(scores, 1, true));
    const known = scores.shape[1];
    const asked = tf.oneHot(tf.tensor1d(Array.from(classes), 'int32'), known);
    const ofClass = tf.mul(
      tf.reshape(evidence, [count, height * width, known]),
      tf.reshape(tf.cast(asked, 'float32'), [count, 1, known]),
    );
    return tf.reshape(tf.sum(ofClass, 2), [count, height, width]);
  });
}

/**
 * A class activation map as it is laid over its image: enlarged smoothly, 0 where nothing speaks for the class, 1 at the
 * place that speaks for it most.
 *
 * @param activation [N, h, w]
 * @param size height and width of the image
 * @returns [N, ...size] in [0, 1], disposed by the caller
 */
export function activationHeat(activation: tf.Tensor3D, size: [height: number, width: number]): tf.Tensor3D {
  return tf.tidy(() => {
    const enlarged = tf.image.resizeBilinear(tf.expandDims<tf.Tensor4D>(activation, 3), size, false, true);
    const positive = tf.relu(tf.squeeze<tf.Tensor3D>(enlarged, [3]));
    return tf.divNoNan(positive, tf.max(positive, [1, 2], true));
  });
}
