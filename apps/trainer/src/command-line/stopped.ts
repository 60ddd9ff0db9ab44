/** Signals after which a training saves its state and ends. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR2';

/** Exit codes after a signal: 128 plus its number. */
export const stopCodes = { SIGHUP: 129, SIGINT: 130, SIGUSR2: 140, SIGTERM: 143 } as const;

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
