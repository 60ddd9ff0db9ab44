import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Hook, Trainer } from '@jiagu/training';
import { programPath } from '../command-line/program-path.js';

/** Seconds of training before the first page, and minimum seconds between two pages. */
const interval = 60;
/** Writing pages takes at most 1 / share of the time, however long the log is. */
const share = 20;

/**
 * Rewrites `report.html` at intervals during training, in a separate process of low priority. The page refreshes
 * itself; its final version is written after the evaluation of the run.
 */
export class LiveReport implements Hook {
  private child: ChildProcess | null = null;
  private due = performance.now() + 1000 * interval;

  afterStep({ parts: { folder } }: Trainer): void {
    if (this.child || performance.now() < this.due) return;
    const started = performance.now();
    const child = spawn(process.execPath, [programPath, 'report', folder.path], { stdio: 'ignore' });
    this.child = child;
    if (child.pid !== undefined) yieldToOthers(child.pid);
    const ended = (): void => {
      this.child = null;
      const took = performance.now() - started;
      this.due = performance.now() + Math.max(1000 * interval, share * took);
    };
    // The run does not depend on the page: if it could not be written, the next one will be.
    child.once('error', ended);
    child.once('exit', ended);
  }

  /** Stops a page that is still being written: it must not replace the final one. */
  async afterTraining(): Promise<void> {
    if (!this.child) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Where this is not allowed, it keeps the priority of the training.
  }
}
