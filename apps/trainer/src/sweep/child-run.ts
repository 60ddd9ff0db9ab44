import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A verb of this program in a process of its own. */
export interface ChildRun {
  /** Asks it to save its state and end. */
  stop(): void;
  /** Resolves when it has ended, to its exit code. */
  readonly ended: Promise<number>;
}

/** @param log file to which everything that it writes is added */
export function startChild(argv: readonly string[], log: string): ChildRun {
  const output = openSync(log, 'a');
  // The same program, with the flags that Node was given.
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
