import { checkRows } from './feature-rows.js';

/**
 * Share of generated images that a recogniser of real images reads as the class that was asked for (GAN-test, Shmelkov
 * 2018). Of equal scores the first class counts as read.
 * @param scores logits or probabilities of the generated images, a row an image
 * @param asked the class each was generated for, as many
 * @throws RangeError when there are no images, not as many classes asked for, one that the recogniser does not have, or
 * a row of another width or not finite
 */
export function labelCorrectness(scores: readonly ArrayLike<number>[], asked: ArrayLike<number>): number {
  const classes = scores[0]?.length ?? 0;
  checkRows('generated', scores, 1, classes);
  if (asked.length !== scores.length)
    throw new RangeError(`${asked.length} classes asked for, but scores of ${scores.length} images`);
  const right = scores.filter((row, n) => {
    const label = asked[n] as number;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`image ${n} was asked to be of class ${label}, but the recogniser has ${classes}`);
    return best(row) === label;
  });
  return right.length / scores.length;
}

function best(scores: ArrayLike<number>): number {
  let first = 0;
  for (let c = 1; c < scores.length; c++) if ((scores[c] as number) > (scores[first] as number)) first = c;
  return first;
}
