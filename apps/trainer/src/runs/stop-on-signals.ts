import { note } from '../command-line/output.js';
import { stopCodes, type StopSignal } from '../command-line/stopped.js';

const signals = Object.keys(stopCodes) as readonly StopSignal[];

/** The result of {@link stopOnSignals}. */
export interface SignalWatch {
  /** The signal received, if any. */
  readonly signal: StopSignal | undefined;
  /** Restores the default: a signal ends the process. */
  remove(): void;
}

/** Milliseconds during which a second signal is ignored: the terminal and npm both forward Ctrl-C. */
const echo = 1000;

/**
 * Calls `stop` at the first SIGINT, SIGTERM, SIGUSR2 (forwarded by mpirun and Slurm) or SIGHUP (a terminal closes); the
 * second ends the process at once.
 */
export function stopOnSignals(stop: () => void): SignalWatch {
  let came: StopSignal | undefined;
  let since = 0;
  const listener = (name: NodeJS.Signals): void => {
    const signal = name as StopSignal;
    if (came && performance.now() - since < echo) return;
    if (came) process.exit(stopCodes[signal]);
    since = performance.now();
    came = signal;
    note('stopping after this step and saving the state; press Ctrl-C again to stop at once');
    stop();
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    get signal() {
      return came;
    },
    remove: () => signals.forEach((signal) => process.off(signal, listener)),
  };
}
