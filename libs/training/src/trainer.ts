import { setImmediate } from 'node:timers/promises';
import { world } from '@jiagu/distributed';
import { TensorGuard } from '@jiagu/engine';
import { checkpointName, point } from './checkpoint-names.js';
import { restoreMethod, type Checkpoint } from './checkpoint.js';
import { DataFailure } from './data-failure.js';
import type { EvaluationResult } from './evaluator.js';
import type { Hook, RunningTraining } from './hook.js';
import { NotFinite } from './not-finite.js';
import { requireSameState, takeStateOfRankZero } from './same-state.js';
import { saveCheckpoint } from './save-checkpoint.js';
import { StepRunner } from './step-runner.js';
import type { TrainerParts } from './trainer-parts.js';

/** Thrown by {@link Trainer.train} after {@link Trainer.stop}, once the state is saved. */
export class TrainingStopped extends Error {
  /** @param step number of completed steps */
  constructor(readonly step: number) {
    super(`stopped after step ${step}; the state is saved`);
  }
}

/** The training loop: runs steps, calls hooks and evaluates. It is independent of the method and the evaluator. */
export class Trainer<Details extends object = object> implements RunningTraining {
  /** Completed steps. */
  step = 0;
  /** Seconds spent in steps, including those before {@link resume}. */
  seconds = 0;
  /** Processor time in these seconds, summed over all threads; undefined in a run that began without it. */
  processorSeconds: number | undefined = 0;
  /** The last evaluation in this process. */
  evaluation: EvaluationResult<Details> | null = null;
  private readonly runner: StepRunner;
  private readonly guard = new TensorGuard();
  /** The step of the last checkpoint. */
  private saved = -1;
  private finishRequested = false;

  constructor(
    readonly parts: TrainerParts<Details>,
    readonly hooks: readonly Hook[],
  ) {
    this.runner = new StepRunner(parts);
  }

  /**
   * Continues from a checkpoint and points `last` to it.
   * @throws Error naming the file when its tensors don't fit the architecture
   */
  resume(checkpoint: Checkpoint): void {
    const { folder, method } = this.parts;
    const { name, state } = checkpoint;
    restoreMethod(checkpoint, method, { optimizers: true });
    this.step = this.saved = state.step;
    this.seconds = state.seconds;
    this.processorSeconds = state.processorSeconds;
    this.runner.restore(state);
    for (const hook of this.hooks)
      if (hook.name && hook.restore && hook.name in state.hooks) hook.restore(state.hooks[hook.name]);
    point(folder, 'last', name);
  }

  /** Makes the current step the last one of the run. */
  finish(): void {
    this.finishRequested = true;
  }

  /** Whether no steps are left. */
  get finished(): boolean {
    return this.finishRequested || this.step >= this.parts.config.training.steps;
  }

  /** Finishes the current step, on all ranks the same one, saves the state and ends {@link train}. */
  stop(): void {
    this.runner.askToStop();
  }

  /**
   * Writes a checkpoint unless the current step already has one. With several ranks, only the owner of the folder
   * does.
   * @returns its name
   * @throws Error when writing fails; NotFinite when a loss since the last log, or a weight, is not finite
   */
  save(): string {
    const { folder, method, config } = this.parts;
    const { step, seconds, processorSeconds, hooks } = this;
    if (this.saved === step || !folder.owned) return checkpointName(step);
    const stateful = hooks.flatMap((hook) => (hook.name && hook.state ? [[hook.name, hook.state()]] : []));
    const { size: ranks } = world();
    const state = {
      step,
      seconds,
      ...(processorSeconds !== undefined && { processorSeconds }),
      config,
      ...(ranks > 1 && { ranks }),
      ...this.runner.state(),
      hooks: Object.fromEntries(stateful),
    };
    const name = saveCheckpoint(folder, method, state);
    this.saved = step;
    return name;
  }

  /**
   * Trains to the configured number of steps, or until a hook calls {@link finish}.
   * @throws TrainingStopped after {@link stop}; Error when a loss or weight is not finite, an image can't be read or
   *   writing fails
   */
  async train(): Promise<void> {
    let failure: { error: unknown } | null = null;
    try {
      await this.loop();
    } catch (error) {
      failure = { error: error instanceof NotFinite ? this.runner.explain(error) : error };
      if (error instanceof DataFailure && this.step > 0) this.rescue();
    }
    this.runner.close();
    for (const hook of this.hooks)
      try {
        await hook.afterTraining?.(this);
      } catch (error) {
        // The first failure is the one to report.
        failure ??= { error };
      }
    if (failure) throw failure.error;
    this.parts.folder.write('done', `${new Date().toISOString()}\n`);
  }

  /** Saves the state after an image could not be read. */
  private rescue(): void {
    try {
      this.save();
    } catch {
      // The unreadable image is the error that the user has to fix first.
    }
  }

  private async loop(): Promise<void> {
    const { config, method, evaluator } = this.parts;
    const { steps, log, evaluate } = config.training;
    takeStateOfRankZero(method);
    const call = async (event: (hook: Hook) => void | Promise<void>): Promise<void> => {
      for (const hook of this.hooks) await event(hook);
    };
    await call((hook) => hook.beforeTraining?.(this));
    let phase = this.step > 0 ? method.phase(this.step - 1).kind : null;
    let reported = { step: this.step, seconds: this.seconds, images: 0 };
    let images = 0;
    while (!this.finished) {
      const started = performance.now();
      const startedProcessor = process.cpuUsage();
      const { kind, name } = method.phase(this.step);
      if (kind !== phase) await call((hook) => hook.phase?.(this, name));
      phase = kind;
      const { images: seen, notFinite } = await this.runner.run(this.step);
      images += seen;
      this.step++;
      this.seconds += (performance.now() - started) / 1000;
      if (this.processorSeconds !== undefined) {
        const { user, system } = process.cpuUsage(startedProcessor);
        this.processorSeconds += (user + system) / 1e6;
      }
      if (notFinite.length > 0) await call((hook) => hook.skipped?.(this, notFinite));
      if (this.step % log.every === 0 || this.step === steps) {
        const losses = this.runner.takeLosses();
        const imagesPerSecond = (images - reported.images) / (this.seconds - reported.seconds);
        const rates = method.rates(this.step - 1);
        await call((hook) => hook.progress?.(this, { losses, rates, imagesPerSecond }));
        reported = { step: this.step, seconds: this.seconds, images };
      }
      if (this.step % evaluate.every === 0 || this.step === steps) {
        this.runner.check(this.step);
        requireSameState(method);
        const evaluation = await evaluator.evaluate().catch((error: unknown) => {
          throw new DataFailure(this.step, error);
        });
        this.evaluation = evaluation;
        await call((hook) => hook.evaluated?.(this, evaluation));
      }
      await call((hook) => hook.afterStep?.(this));
      this.guard.check(this.step);
      // A training whose images are all in memory would otherwise miss signals and the end of other processes.
      await setImmediate();
      if (this.runner.stopAgreed && !this.finished) {
        this.save();
        throw new TrainingStopped(this.step);
      }
    }
  }
}
