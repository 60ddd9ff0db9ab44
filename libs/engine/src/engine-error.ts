/**
 * The native engine can't be set up, loaded or used as requested. The message consists of the problem and the remedy.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  /**
   * @param problem what is wrong
   * @param remedy what to do, full sentences
   */
  constructor(
    readonly problem: string,
    readonly remedy?: string,
  ) {
    const separator = problem.includes('\n') ? '\n' : ' ';
    super(remedy ? problem + separator + remedy : problem);
  }
}
