import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Hook, Trainer } from '@jiagu/training';
import { programPath } from '../command-line/program-path.js';

/** Seconds of training before the first page, and between two of them at least. */
const interval = 60;
/** A page takes at most one part of this many of the time, however long the log has grown. */
const share = 20;

/**
 * Writes `report.html` anew now and then while a run goes on, in a process of its own that yields to the training.
 * The page refreshes itself; the last one is written when the run has been evaluated.
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
    // A page that could not be written is written the next time; the run does not depend on it.
    child.once('error', ended);
    child.once('exit', ended);
  }

  /** A page under way must not replace the one that is to come. */
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
    // Where that is not allowed, it has the priority of the training.
  }
}
