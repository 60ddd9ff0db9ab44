import { setImmediate } from 'node:timers/promises';
import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { TensorGuard } from '@jiagu/engine';
import type { RandomStreams } from '@jiagu/random';
import { checkpointName, point } from './checkpoint-names.js';
import { restoreMethod, type Checkpoint } from './checkpoint.js';
import { evaluateDomains } from './evaluate-domains.js';
import type { Evaluations, Hook } from './hook.js';
import type { Method } from './method.js';
import { NotFinite } from './not-finite.js';
import type { RunFolder } from './run-folder.js';
import { saveCheckpoint } from './save-checkpoint.js';
import { StepRunner } from './step-runner.js';

export interface TrainerParts {
  config: RunConfig;
  method: Method;
  domains: Domains;
  random: RandomStreams;
  folder: RunFolder;
  hooks: readonly Hook[];
  /** told what the user should know */
  log?: (line: string) => void;
}

/** Thrown by {@link Trainer.train} after a stop was asked for and the state was saved. */
export class TrainingStopped extends Error {
  constructor(readonly step: number) {
    super(`stopped after step ${step}; the state is saved`);
  }
}

/** The loop: batches in, steps done, hooks called. It knows nothing of losses or networks. */
export class Trainer {
  /** steps done */
  step = 0;
  /** seconds of training, over all sittings */
  seconds = 0;
  /** the last evaluation of this sitting */
  evaluations: Evaluations | null = null;
  private readonly runner: StepRunner;
  private readonly guard = new TensorGuard();
  /** the step that the last checkpoint holds */
  private saved = -1;
  private stopRequested = false;
  private finishRequested = false;

  constructor(readonly parts: TrainerParts) {
    this.runner = new StepRunner(parts);
  }

  /**
   * Goes on from a checkpoint, to which `last` then points.
   * @throws Error naming the file, when it belongs to another architecture
   */
  resume(checkpoint: Checkpoint): void {
    const { folder, method, hooks } = this.parts;
    const { name, state } = checkpoint;
    restoreMethod(checkpoint, method, { optimizers: true });
    this.step = this.saved = state.step;
    this.seconds = state.seconds;
    this.runner.restore(state);
    for (const hook of hooks)
      if (hook.name && hook.restore && hook.name in state.hooks) hook.restore(state.hooks[hook.name]);
    point(folder, 'last', name);
  }

  /** Makes the step under way the last one of the run. */
  finish(): void {
    this.finishRequested = true;
  }

  /** Whether no step is left to do. */
  get finished(): boolean {
    return this.finishRequested || this.step >= this.parts.config.training.steps;
  }

  /** Finishes the step under way, saves the state and ends {@link train}. */
  stop(): void {
    this.stopRequested = true;
  }

  /**
   * Writes a checkpoint of everything, unless there is one of this very step.
   * @returns its name
   * @throws Error when the disk refuses; NotFinite when a loss since the last log, or a weight, is not finite
   */
  save(): string {
    const { folder, method, hooks, config } = this.parts;
    const { step, seconds } = this;
    if (this.saved === step) return checkpointName(step);
    const stateful = hooks.flatMap((hook) => (hook.name && hook.state ? [[hook.name, hook.state()]] : []));
    const state = { step, seconds, config, ...this.runner.state(), hooks: Object.fromEntries(stateful) };
    const name = saveCheckpoint(folder, method, state);
    this.saved = step;
    return name;
  }

  /**
   * Trains to the configured number of steps, or until a hook calls {@link finish}.
   * @throws TrainingStopped after {@link stop}; Error when a loss or weight is not finite, an image can't be read or
   *   the disk refuses
   */
  async train(): Promise<void> {
    const { hooks, folder } = this.parts;
    let failure: { error: unknown } | null = null;
    try {
      await this.loop();
    } catch (error) {
      failure = { error: error instanceof NotFinite ? this.runner.explain(error) : error };
    }
    this.runner.close();
    for (const hook of hooks)
      try {
        await hook.afterTraining?.(this);
      } catch (error) {
        // What failed first is told.
        failure ??= { error };
      }
    if (failure) throw failure.error;
    folder.write('done', `${new Date().toISOString()}\n`);
  }

  private async loop(): Promise<void> {
    const { config, method, hooks } = this.parts;
    const { steps, log, evaluate, batchSize } = config.training;
    const call = async (event: (hook: Hook) => void | Promise<void>): Promise<void> => {
      for (const hook of hooks) await event(hook);
    };
    await call((hook) => hook.beforeTraining?.(this));
    let phase = this.step > 0 ? method.phase(this.step - 1).name : '';
    let reported = { step: this.step, seconds: this.seconds, images: 0 };
    let images = 0;
    while (!this.finished) {
      const started = performance.now();
      const { name, batchFactor } = method.phase(this.step);
      if (name !== phase) await call((hook) => hook.phase?.(this, name));
      phase = name;
      const notFinite = await this.runner.run(this.step);
      images += 2 * batchSize * batchFactor;
      this.step++;
      this.seconds += (performance.now() - started) / 1000;
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
        const evaluations = await evaluateDomains(this.parts);
        this.evaluations = evaluations;
        await call((hook) => hook.evaluated?.(this, evaluations));
      }
      await call((hook) => hook.afterStep?.(this));
      this.guard.check(this.step);
      // Else a training whose images are all in memory would hear neither signals nor the end of other processes.
      await setImmediate();
      if (this.stopRequested && !this.finished) {
        this.save();
        throw new TrainingStopped(this.step);
      }
    }
  }
}
