import type { Evaluation, ValidatorScores } from '@jiagu/evaluation';
import type { Domain } from '@jiagu/nn';
import type { Trainer } from './trainer.js';

/** Averages since the last report. */
export interface Progress {
  losses: Record<string, number>;
  rates: Record<string, number>;
  /** images of both domains */
  imagesPerSecond: number;
}

/** Accuracy on the test images of both domains; that of the target is for reporting. */
export type Evaluations = Record<Domain, Evaluation> & {
  /** figures of unlabelled target images; null where none were asked for */
  validators: ValidatorScores | null;
};

/** Something that goes on beside the training. Hooks are called in the order in which they were given. */
export interface Hook {
  /** under which its state is saved; needed by hooks that have state */
  readonly name?: string;
  beforeTraining?(trainer: Trainer): void | Promise<void>;
  /** a new phase of the method begins with the step to come */
  phase?(trainer: Trainer, name: string): void;
  /** a step was undone, since these losses, or the weights after it, were not finite */
  skipped?(trainer: Trainer, notFinite: readonly string[]): void;
  /** every `training.log.every` steps */
  progress?(trainer: Trainer, progress: Progress): void;
  /** every `training.evaluate.every` steps and at the end */
  evaluated?(trainer: Trainer, evaluations: Evaluations): void | Promise<void>;
  /** after each step and whatever it gave rise to; `trainer.step` steps are done */
  afterStep?(trainer: Trainer): void | Promise<void>;
  /** a picture was written into the run folder */
  sample?(trainer: Trainer, file: string): void | Promise<void>;
  /** also when training was stopped or failed, and after another hook failed here */
  afterTraining?(trainer: Trainer): void | Promise<void>;
  /** what a checkpoint must hold of it: plain JSON */
  state?(): unknown;
  /** the state of the checkpoint from which training goes on; called before {@link beforeTraining} */
  restore?(state: unknown): void;
}
