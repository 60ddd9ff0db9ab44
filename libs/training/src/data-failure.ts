/** Images can't be read or judged between two steps; the state of the training is intact. */
export class DataFailure extends Error {
  /** @param step the step that needs the images, counted from 1 */
  constructor(step: number, cause: unknown) {
    super(`step ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
