import type { EvaluationResult } from './evaluator.js';
import type { TrainerParts } from './trainer-parts.js';

/** Losses and speed averaged since the last report, and the current learning rates. */
export interface Progress {
  losses: Record<string, number>;
  rates: Record<string, number>;
  /** images of all domains */
  imagesPerSecond: number;
}

/** A training as its hooks see it. */
export interface RunningTraining {
  /** Completed steps. */
  readonly step: number;
  /** Seconds spent in steps, without evaluations, including those before the run was resumed. */
  readonly seconds: number;
  /** Processor time in these seconds, summed over all threads; undefined in a run that began without it. */
  readonly processorSeconds: number | undefined;
  /** Whether no steps are left. */
  readonly finished: boolean;
  readonly parts: TrainerParts;
  readonly hooks: readonly Hook[];
  /** Makes the current step the last one of the run. */
  finish(): void;
  /** Finishes the current step, saves the state and ends the training. */
  stop(): void;
  /** Writes a checkpoint unless the current step already has one. @returns its name */
  save(): string;
}

/** Reacts to events of a training. Hooks are called in the order in which they are given. */
export interface Hook {
  /** The name under which its state is saved; hooks with state need one. */
  readonly name?: string;
  /** Before the first step of this process. */
  beforeTraining?(training: RunningTraining): void | Promise<void>;
  /** When the next step begins a new phase of the method. */
  phase?(training: RunningTraining, name: string): void;
  /** After a step was undone because these losses, or the weights after it, were not finite. */
  skipped?(training: RunningTraining, notFinite: readonly string[]): void;
  /** Every `training.log.every` steps. */
  progress?(training: RunningTraining, progress: Progress): void;
  /** Every `training.evaluate.every` steps and at the end. */
  evaluated?(training: RunningTraining, result: EvaluationResult): void | Promise<void>;
  /** After each step and its reports. */
  afterStep?(training: RunningTraining): void | Promise<void>;
  /** After a picture was written to the run folder. */
  sample?(training: RunningTraining, file: string): void | Promise<void>;
  /** At the end, even when training was stopped or failed or another hook failed here. */
  afterTraining?(training: RunningTraining): void | Promise<void>;
  /** Its state for a checkpoint: plain JSON. */
  state?(): unknown;
  /** Restores the state from the checkpoint from which training continues; called before {@link beforeTraining}. */
  restore?(state: unknown): void;
}
