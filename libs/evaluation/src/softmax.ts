/** What a row of class scores says. */
export interface Distribution {
  /** Of each class; they sum to 1. */
  readonly probabilities: Float64Array;
  /** log of the sum of the scores' exponentials: `logSum - scores[label]` is the cross-entropy. */
  readonly logSum: number;
  /** The first class of the highest score. */
  readonly best: number;
}

/** Softmax of one image's class scores, which must be finite. */
export function softmax(scores: Float32Array): Distribution {
  let best = 0;
  scores.forEach((score, c) => {
    if (score > (scores[best] as number)) best = c;
  });
  const highest = scores[best] as number;
  const probabilities = Float64Array.from(scores, (score) => Math.exp(score - highest));
  const sum = probabilities.reduce((total, p) => total + p, 0);
  probabilities.forEach((p, c) => (probabilities[c] = p / sum));
  return { probabilities, logSum: highest + Math.log(sum), best };
}
