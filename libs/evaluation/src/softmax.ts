/** The probabilities that follow from a row of class scores. */
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
  // Plain loops: with thousands of classes, callbacks take most of an evaluation.
  let best = 0;
  for (let c = 1; c < scores.length; c++) if ((scores[c] as number) > (scores[best] as number)) best = c;
  const highest = scores[best] as number;
  const probabilities = new Float64Array(scores.length);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) sum += probabilities[c] = Math.exp((scores[c] as number) - highest);
  for (let c = 0; c < scores.length; c++) probabilities[c] = (probabilities[c] as number) / sum;
  return { probabilities, logSum: highest + Math.log(sum), best };
}
