import { point, pruneCheckpoints } from '../checkpoint.js';
import type { Hook } from '../hook.js';
import type { Trainer } from '../trainer.js';

/** Saves everything now and then and at the end; `best` follows the configured figure. */
export class Checkpoints implements Hook {
  readonly name = 'checkpoints';
  private best = -Infinity;

  afterStep(trainer: Trainer): void {
    const { folder, config } = trainer.parts;
    const { checkpoint, steps } = config.training;
    if (trainer.step % checkpoint.every !== 0 && trainer.step !== steps) return;
    const figure = this.figure(trainer);
    const better = figure !== null && figure > this.best;
    if (better) this.best = figure;
    const name = trainer.save();
    if (better) point(folder, 'best', name);
    pruneCheckpoints(folder, checkpoint.keep);
  }

  state(): unknown {
    return { best: Number.isFinite(this.best) ? this.best : null };
  }

  restore(state: unknown): void {
    this.best = (state as { best: number | null } | undefined)?.best ?? -Infinity;
  }

  private figure({ evaluations, parts: { config } }: Trainer): number | null {
    switch (config.training.checkpoint.best) {
      case 'none':
        return null;
      case 'source-test-accuracy':
        return evaluations?.source.accuracy ?? null;
      case 'oracle':
        return evaluations?.target.accuracy ?? null;
    }
  }
}
