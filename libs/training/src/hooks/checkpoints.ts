import { rmSync } from 'node:fs';
import { checkpointName, point, pruneCheckpoints } from '../checkpoint-names.js';
import type { Evaluations, Hook } from '../hook.js';
import type { Trainer } from '../trainer.js';

interface State {
  /** highest figure so far, and the step of its checkpoint, which `best` names */
  best: { figure: number; step: number } | null;
  /** figure of the last evaluation */
  latest: number | null;
}

/** Saves everything now and then and at the end; `best` follows the configured figure. */
export class Checkpoints implements Hook {
  readonly name = 'checkpoints';
  private figures: State = { best: null, latest: null };

  /** Points `best` to where it did at the checkpoint from which training goes on. */
  beforeTraining({ parts: { folder } }: Trainer): void {
    const { best } = this.figures;
    if (best) point(folder, 'best', checkpointName(best.step));
    else rmSync(folder.file('checkpoints', 'best'), { force: true });
  }

  evaluated({ parts: { config } }: Trainer, { source, target }: Evaluations): void {
    const { best } = config.training.checkpoint;
    const figures = { none: null, 'source-test-accuracy': source.accuracy, oracle: target.accuracy };
    this.figures.latest = figures[best];
  }

  afterStep(trainer: Trainer): void {
    const { folder, config } = trainer.parts;
    const { checkpoint, steps } = config.training;
    if (trainer.step % checkpoint.every !== 0 && trainer.step !== steps) return;
    const { best, latest } = this.figures;
    const better = latest !== null && latest > (best?.figure ?? -Infinity);
    if (better) this.figures.best = { figure: latest, step: trainer.step };
    const name = trainer.save();
    if (better) point(folder, 'best', name);
    pruneCheckpoints(folder, checkpoint.keep);
  }

  state(): State {
    return this.figures;
  }

  restore(state: unknown): void {
    this.figures = state as State;
  }
}
