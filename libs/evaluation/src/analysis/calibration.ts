/** A classifier's answer to one labelled image. */
export interface Confidence {
  /** probability of the class that it chose */
  readonly confidence: number;
  readonly correct: boolean;
}

/**
 * Expected calibration error (Guo 2017): the difference between confidence and accuracy in bins of equal width,
 * averaged with the bins' numbers of images as weights. 0 .. 1; 0 without predictions.
 */
export function expectedCalibrationError(predictions: readonly Confidence[], bins = 15): number {
  const sums = new Float64Array(bins);
  for (const { confidence, correct } of predictions) {
    // (k / bins, (k + 1) / bins], as published
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    sums[bin] = (sums[bin] as number) + confidence - Number(correct);
  }
  return predictions.length === 0
    ? 0
    : sums.reduce((sum, gap) => sum + Math.abs(gap), 0) / predictions.length;
}
