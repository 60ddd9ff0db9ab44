import { rmSync } from 'node:fs';
import { checkpointName, point, pruneCheckpoints } from '../checkpoint-names.js';
import type { EvaluationResult } from '../evaluator.js';
import { scoreOf, validatorFigure } from '../figure.js';
import type { Hook, RunningTraining } from '../hook.js';

interface State {
  /** Best score of the validator so far, and the step of its checkpoint, to which `best` points. */
  best: { figure: number; step: number } | null;
}

/** Saves checkpoints at regular intervals, at the end, and whenever the validator improves; the latter move `best`. */
export class Checkpoints implements Hook {
  readonly name = 'checkpoints';
  private figures: State = { best: null };

  /** Resets `best` to where it pointed at the checkpoint from which training continues. */
  beforeTraining({ parts: { folder } }: RunningTraining): void {
    const { best } = this.figures;
    if (best) point(folder, 'best', checkpointName(best.step));
    else rmSync(folder.file('checkpoints', 'best'), { force: true });
  }

  evaluated({ step, parts: { config } }: RunningTraining, { figures }: EvaluationResult): void {
    const validator = config.training.checkpoint.best;
    if (validator === 'none') return;
    const figure = scoreOf(validatorFigure(validator, figures));
    if (figure > (this.figures.best?.figure ?? -Infinity)) this.figures.best = { figure, step };
  }

  afterStep(trainer: RunningTraining): void {
    const { folder, config } = trainer.parts;
    const { checkpoint } = config.training;
    const better = this.figures.best?.step === trainer.step;
    if (trainer.step % checkpoint.every !== 0 && !trainer.finished && !better) return;
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
