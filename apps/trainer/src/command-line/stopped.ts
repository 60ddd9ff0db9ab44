/** Signals that end a training in good order. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Training was stopped by a signal, and can be resumed. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor(
    message: string,
    readonly signal: StopSignal,
  ) {
    super(message);
  }
}
