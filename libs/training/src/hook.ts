import type { EvaluationResult } from './evaluator.js';
import type { TrainerParts } from './trainer-parts.js';

/** Averages since the last report. */
export interface Progress {
  losses: Record<string, number>;
  rates: Record<string, number>;
  /** of all domains */
  imagesPerSecond: number;
}

/** A training as its hooks see it. */
export interface RunningTraining {
  /** Completed steps. */
  readonly step: number;
  /** Seconds of training, over all sittings: steps alone, no evaluation. */
  readonly seconds: number;
  /** What the processor worked in these seconds, all threads together; undefined in a run that began without it. */
  readonly processorSeconds: number | undefined;
  /** Whether no step is left. */
  readonly finished: boolean;
  readonly parts: TrainerParts;
  readonly hooks: readonly Hook[];
  /** Makes the current step the last one of the run. */
  finish(): void;
  /** Finishes the current step, saves the state and ends the training. */
  stop(): void;
  /** Writes a checkpoint of everything, unless there is one of this very step. @returns its name */
  save(): string;
}

/** Something that goes on beside the training. Hooks are called in the order in which they were given. */
export interface Hook {
  /** Under which its state is saved; needed by hooks that have state. */
  readonly name?: string;
  beforeTraining?(training: RunningTraining): void | Promise<void>;
  /** A phase of the method begins with the next step. */
  phase?(training: RunningTraining, name: string): void;
  /** A step was undone because these losses, or the weights after it, were not finite. */
  skipped?(training: RunningTraining, notFinite: readonly string[]): void;
  /** Every `training.log.every` steps. */
  progress?(training: RunningTraining, progress: Progress): void;
  /** Every `training.evaluate.every` steps and at the end. */
  evaluated?(training: RunningTraining, result: EvaluationResult): void | Promise<void>;
  /** After each step and its reports. */
  afterStep?(training: RunningTraining): void | Promise<void>;
  /** A picture was written into the run folder. */
  sample?(training: RunningTraining, file: string): void | Promise<void>;
  /** Also when training was stopped or failed, and after another hook failed here. */
  afterTraining?(training: RunningTraining): void | Promise<void>;
  /** What a checkpoint must hold of it: plain JSON. */
  state?(): unknown;
  /** The state of the checkpoint from which training goes on; called before {@link beforeTraining}. */
  restore?(state: unknown): void;
}
