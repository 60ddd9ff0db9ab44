/** The native engine can't be set up, loaded or used as asked; the message says why and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
