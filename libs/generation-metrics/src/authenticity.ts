import { checkRows, type FeatureRows } from './feature-rows.js';
import { squaredRadii } from './neighbourhood.js';
import { eachPair, squaredDistance } from './pairs.js';

/**
 * Authenticity (Alaa 2022, "How Faithful is your Synthetic Data?"): the share of generated images that are no copies of training images. An image
 * counts as a copy unless it is farther from the training image nearest to it than that one is from its own nearest
 * neighbour in the training set. 0 when all are copies; a high value may also mean that they are far off, so that it
 * stands beside precision, never alone.
 *
 * The paper's published code compares each training image with the generated image nearest to it instead.
 * @param generated features, a row or more
 * @param training features of the images that the generator learned from, two rows or more
 * @throws RangeError when a set is too small, or a row is of another width or not finite
 */
export function authenticity(generated: FeatureRows, training: FeatureRows): number {
  return authenticityAgainst(training)(generated);
}

/** {@link authenticity} of many sets against one training set, whose own distances are measured once. */
export function authenticityAgainst(training: FeatureRows): (generated: FeatureRows) => number {
  const width = training[0]?.length ?? 0;
  checkRows('training', training, 2, width);
  const toOther = squaredRadii(training, 1);
  return (generated) => {
    checkRows('generated', generated, 1, width);
    const toTraining = new Float64Array(generated.length).fill(Infinity);
    const nearest = new Uint32Array(generated.length);
    eachPair(generated, training, squaredDistance, (i, j, squared) => {
      if (squared < (toTraining[i] as number)) [toTraining[i], nearest[i]] = [squared, j];
    });
    const authentic = toTraining.filter((squared, i) => squared > (toOther[nearest[i] as number] as number));
    return authentic.length / generated.length;
  };
}
