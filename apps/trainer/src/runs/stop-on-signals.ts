import { note } from '../command-line/output.js';
import { stopCodes, type StopSignal } from '../command-line/stopped.js';

const signals = Object.keys(stopCodes) as readonly StopSignal[];

/** What {@link stopOnSignals} gives. */
export interface SignalWatch {
  /** The signal that came, if any. */
  readonly signal: StopSignal | undefined;
  /** Back to the default: a signal ends the process. */
  remove(): void;
}

/** Milliseconds in which a second signal is the first one's echo: a terminal and npm both pass Ctrl-C on. */
const echo = 1000;

/**
 * Calls `stop` at the first SIGINT, SIGTERM, SIGUSR2, which mpirun and Slurm pass on, or, from a terminal that closes, SIGHUP;
 * the second ends the process at once.
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
    note('stopping after this step and saving the state; once more to stop at once');
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
