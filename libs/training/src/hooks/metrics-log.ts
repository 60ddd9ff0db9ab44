import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, statSync, truncateSync } from 'node:fs';
import { writeError } from '@jiagu/disk';
import type { EvaluationResult } from '../evaluator.js';
import type { Hook, Progress, RunningTraining } from '../hook.js';

/**
 * Writes `metrics.jsonl`, one line per event. A checkpoint records the length of the file. When training continues from
 * it, everything after that point is cut off, so the log equals that of an uninterrupted run.
 */
export class MetricsLog implements Hook {
  readonly name = 'metrics';
  private path = '';
  /** length of the file at the checkpoint from which training continues */
  private bytes = 0;

  restore(state: unknown): void {
    this.bytes = (state as { bytes: number }).bytes;
  }

  beforeTraining({ step, parts: { folder, log } }: RunningTraining): void {
    this.path = folder.file('metrics.jsonl');
    const size = existsSync(this.path) ? statSync(this.path).size : 0;
    if (size < this.bytes) log?.(`${this.path} is shorter than it was at step ${step}: lines are missing`);
    if (size > this.bytes) this.change(() => truncateSync(this.path, this.bytes));
  }

  /** Flushes the file to the disk first, so that the log never lags behind the checkpoint. */
  state(): { bytes: number } {
    if (!existsSync(this.path)) return { bytes: 0 };
    this.change(() => {
      const descriptor = openSync(this.path, 'r+');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
    return { bytes: statSync(this.path).size };
  }

  phase(trainer: RunningTraining, name: string): void {
    this.write({ type: 'phase', step: trainer.step, name });
  }

  skipped(trainer: RunningTraining, notFinite: readonly string[]): void {
    this.write({ type: 'skipped', step: trainer.step, notFinite });
  }

  progress(trainer: RunningTraining, progress: Progress): void {
    this.write({ type: 'train', step: trainer.step, ...cost(trainer), ...progress });
  }

  evaluated(trainer: RunningTraining, { entry }: EvaluationResult): void {
    this.write({ type: 'eval', step: trainer.step, ...cost(trainer), ...entry });
  }

  sample(trainer: RunningTraining, file: string): void {
    this.write({ type: 'sample', step: trainer.step, file });
  }

  private write(event: object): void {
    this.change(() => appendFileSync(this.path, `${JSON.stringify(event)}\n`));
  }

  private change(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw writeError(this.path, error);
    }
  }
}

/** What the training took so far, in milliseconds' precision. */
const cost = ({ seconds, processorSeconds }: RunningTraining) => ({
  seconds: round(seconds),
  ...(processorSeconds !== undefined && { processorSeconds: round(processorSeconds) }),
});

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
