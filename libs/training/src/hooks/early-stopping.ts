import type { ValidatorName } from '@jiagu/config';
import type { Evaluations, Hook } from '../hook.js';
import type { Trainer } from '../trainer.js';
import { validatorFigure } from '../validator-figure.js';

/** Ends the training when a validator has not risen for `patience` evaluations in a row. */
export class EarlyStopping implements Hook {
  readonly name = 'early stopping';
  private best = -Infinity;
  private waited = 0;

  constructor(private readonly settings: { validator: ValidatorName; patience: number }) {}

  /** A run that ended early is not taken up again. */
  beforeTraining(trainer: Trainer): void {
    if (this.waited >= this.settings.patience) trainer.finish();
  }

  evaluated(trainer: Trainer, evaluations: Evaluations): void {
    const { validator, patience } = this.settings;
    const figure = validatorFigure(validator, evaluations);
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
