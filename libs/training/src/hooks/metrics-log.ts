import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Evaluations, Hook, Progress } from '../hook.js';
import type { Trainer } from '../trainer.js';

/** Writes `metrics.jsonl`: one line an event. Lines after the step from which a run goes on are cut off. */
export class MetricsLog implements Hook {
  beforeTraining({ step, parts: { folder } }: Trainer): void {
    const path = folder.file('metrics.jsonl');
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && before(line, step));
    folder.write('metrics.jsonl', lines.map((line) => `${line}\n`).join(''));
  }

  phase(trainer: Trainer, name: string): void {
    this.write(trainer, { type: 'phase', step: trainer.step, name });
  }

  progress(trainer: Trainer, progress: Progress): void {
    this.write(trainer, { type: 'train', step: trainer.step, seconds: round(trainer.seconds), ...progress });
  }

  evaluated(trainer: Trainer, { source, target }: Evaluations): void {
    const short = ({ accuracy, loss }: Evaluations['source']) => ({ accuracy, loss });
    this.write(trainer, {
      type: 'eval',
      step: trainer.step,
      seconds: round(trainer.seconds),
      source: short(source),
      target: short(target),
    });
  }

  sample(trainer: Trainer, file: string): void {
    this.write(trainer, { type: 'sample', step: trainer.step, file });
  }

  private write({ parts: { folder } }: Trainer, event: object): void {
    appendFileSync(folder.file('metrics.jsonl'), `${JSON.stringify(event)}\n`);
  }
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Whether an event belongs to the steps done; a phase is announced before its first step. */
function before(line: string, steps: number): boolean {
  try {
    const event = JSON.parse(line) as { type: string; step: number };
    return event.type === 'phase' ? event.step < steps : event.step <= steps;
  } catch {
    // The half line of a process that was killed.
    return false;
  }
}
