import type { EvaluationResult } from '../evaluator.js';
import { scoreOf, validatorFigure } from '../figure.js';
import type { Hook, RunningTraining } from '../hook.js';

/** Ends the training when a validator has not improved for `patience` evaluations in a row. */
export class EarlyStopping implements Hook {
  readonly name = 'early stopping';
  private best = -Infinity;
  private waited = 0;

  constructor(private readonly settings: { validator: string; patience: number }) {}

  /** Keeps a run that ended early from training on when it is resumed. */
  beforeTraining(trainer: RunningTraining): void {
    if (this.waited >= this.settings.patience) trainer.finish();
  }

  evaluated(trainer: RunningTraining, { figures }: EvaluationResult): void {
    const { validator, patience } = this.settings;
    const figure = scoreOf(validatorFigure(validator, figures));
    this.waited = figure > this.best ? 0 : this.waited + 1;
    this.best = Math.max(this.best, figure);
    if (this.waited >= patience) trainer.finish();
  }

  state(): unknown {
    return { best: Number.isFinite(this.best) ? this.best : null, waited: this.waited };
  }

  restore(state: unknown): void {
    const saved = state as { best: number | null; waited: number } | undefined;
    this.best = saved?.best ?? -Infinity;
    this.waited = saved?.waited ?? 0;
  }
}
