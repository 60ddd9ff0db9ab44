/** Images that can't be read or judged between two steps: what was done until then is whole. */
export class DataFailure extends Error {
  /** @param step counted from 1, for which they were wanted */
  constructor(step: number, cause: unknown) {
    super(`step ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
