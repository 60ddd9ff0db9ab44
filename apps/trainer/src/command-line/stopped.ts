/** Signals that end a training in good order. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR2';

/** What a process that a signal has ended tells the shell: 128 and the signal's number. */
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
