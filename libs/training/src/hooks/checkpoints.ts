import { rmSync } from 'node:fs';
import { checkpointName, point, pruneCheckpoints } from '../checkpoint-names.js';
import type { Evaluations, Hook } from '../hook.js';
import type { Trainer } from '../trainer.js';
import { validatorFigure } from '../validator-figure.js';

interface State {
  /** highest figure of the validator so far, and the step of its checkpoint, which `best` names */
  best: { figure: number; step: number } | null;
}

/** Saves everything now and then, at the end, and whenever the configured validator rises: then `best` follows. */
export class Checkpoints implements Hook {
  readonly name = 'checkpoints';
  private figures: State = { best: null };

  /** Points `best` to where it did at the checkpoint from which training goes on. */
  beforeTraining({ parts: { folder } }: Trainer): void {
    const { best } = this.figures;
    if (best) point(folder, 'best', checkpointName(best.step));
    else rmSync(folder.file('checkpoints', 'best'), { force: true });
  }

  evaluated({ step, parts: { config } }: Trainer, evaluations: Evaluations): void {
    const validator = config.training.checkpoint.best;
    if (validator === 'none') return;
    const figure = validatorFigure(validator, evaluations);
    if (figure > (this.figures.best?.figure ?? -Infinity)) this.figures.best = { figure, step };
  }

  afterStep(trainer: Trainer): void {
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
