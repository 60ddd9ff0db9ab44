import { CommanderError } from 'commander';
import { ConfigError } from '@jiagu/config';
import { isSystemError, reasonOf } from '@jiagu/disk';
import { Stopped, stopCodes, type StopSignal } from './stopped.js';
import { UsageError } from './usage-error.js';

/** How the command ends after an error. */
interface Failure {
  /** 0: only help was asked for; 1: failed; 2: wrong usage or configuration; 129, 130, 140, 143: stopped by a signal. */
  readonly exitCode: 0 | 1 | 2 | (typeof stopCodes)[StopSignal];
  /** For stderr; empty when it has already been printed. */
  readonly message: string;
}

/** Errors of these types are bugs in the program, not problems with its input. */
const faults = [TypeError, ReferenceError];

/** The exit code and message for an error. @param debug whether to add the stack trace */
export function describeFailure(error: unknown, debug: boolean): Failure {
  // Commander prints its messages itself.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2, message: '' };
  const text = isSystemError(error)
    ? systemText(error)
    : error instanceof Error
      ? error.message
      : String(error);
  if (error instanceof Stopped) return { exitCode: stopCodes[error.signal], message: text };
  const usage = error instanceof UsageError || error instanceof ConfigError;
  const fault = faults.some((type) => error instanceof type);
  const message =
    debug && error instanceof Error
      ? stackOf(error)
      : fault
        ? `${text} (this is a bug in the program; add --debug to see where it happened)`
        : text;
  return { exitCode: usage ? 2 : 1, message: `jiagu: ${message}` };
}

/** The message for an error of the file system: the path and the reason in plain words. */
function systemText(error: NodeJS.ErrnoException): string {
  const { code, path = 'a file', message } = error;
  const reason = code === 'ENOENT' ? 'there is no such file or folder' : reasonOf(error);
  return reason === undefined ? message : `${path} can't be used: ${reason}`;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
