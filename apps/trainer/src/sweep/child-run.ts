import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A verb of this program, running in a separate process. */
export interface ChildRun {
  /** Makes it save its state and end. */
  stop(): void;
  /** Resolves to its exit code when it has ended. */
  readonly ended: Promise<number>;
}

/** Starts a verb. @param log file to which all its output is appended */
export function startChild(argv: readonly string[], log: string): ChildRun {
  const output = openSync(log, 'a');
  // The same program, with the same flags for Node.
  const program = process.argv[1] as string;
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, program, ...argv], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return {
    stop: () => void child.kill('SIGTERM'),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    }),
  };
}

/** The last lines of a log, for a message. */
export function tailOf(log: string, lines = 4): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
