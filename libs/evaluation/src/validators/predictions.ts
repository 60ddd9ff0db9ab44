/** What a classifier says of unlabelled images, rows in the same order. */
export interface Predictions {
  /** class probabilities of each image; a row sums to 1 */
  readonly probabilities: readonly Float64Array[];
  /** what the classifier saw of each image */
  readonly features: readonly Float32Array[];
}
