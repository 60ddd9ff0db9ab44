/** Weights that cannot be had: the message says which, why, and what to do. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}
