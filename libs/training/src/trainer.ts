import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import { BatchLoader, type Batch, type Domains } from '@jiagu/data';
import { TensorGuard } from '@jiagu/engine';
import type { RandomStreams } from '@jiagu/random';
import { loadCheckpoint, saveCheckpoint, type Pointer, type TrainingState } from './checkpoint.js';
import { CompiledStep } from './compiled-step.js';
import { evaluateDomains } from './evaluate-domains.js';
import type { Evaluations, Hook } from './hook.js';
import { LossMeter } from './loss-meter.js';
import type { Images, Method, TrainingBatch } from './method.js';
import type { RunFolder } from './run-folder.js';

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
  /** the last evaluation, for hooks that choose by it */
  evaluations: Evaluations | null = null;
  private readonly loaders: Record<'source' | 'target', BatchLoader<string>>;
  private readonly meter = new LossMeter();
  private readonly guard = new TensorGuard();
  private readonly compiled: CompiledStep | null;
  private stopRequested = false;

  constructor(readonly parts: TrainerParts) {
    const { config, method, domains, random, log } = parts;
    this.compiled = config.training.compile ? new CompiledStep(method, log ?? (() => undefined)) : null;
    const loader = (domain: 'source' | 'target'): BatchLoader<string> =>
      new BatchLoader({
        dataset: domains[domain].train,
        views: Object.fromEntries(
          method.views[domain].map((view) => [view, config.data.augmentation[domain][view]]),
        ),
        imageSize: config.data.imageSize,
        order: random.stream(`data.${domain}`),
        augment: random.stream(`augment.${domain}`),
        batchSize: (step) => config.training.batchSize * method.phase(step).batchFactor,
      });
    this.loaders = { source: loader('source'), target: loader('target') };
  }

  /** Goes on from a checkpoint. */
  resume(pointer: Pointer = 'last'): void {
    const { folder, method, random, hooks } = this.parts;
    const state = loadCheckpoint(folder, pointer, method, { optimizers: true });
    this.step = state.step;
    this.seconds = state.seconds;
    random.restore(state.random);
    this.loaders.source.restore(state.loaders.source);
    this.loaders.target.restore(state.loaders.target);
    for (const hook of hooks) if (hook.name && hook.restore) hook.restore(state.hooks[hook.name]);
  }

  /** Finishes the step under way, saves the state and ends {@link train}. */
  stop(): void {
    this.stopRequested = true;
  }

  /** Writes a checkpoint of everything. @returns its name */
  save(): string {
    const { folder, method, random, hooks } = this.parts;
    const state: TrainingState = {
      step: this.step,
      seconds: this.seconds,
      random: random.state(),
      loaders: { source: this.loaders.source.state(), target: this.loaders.target.state() },
      hooks: Object.fromEntries(
        hooks.flatMap((hook) => (hook.name && hook.state ? [[hook.name, hook.state()]] : [])),
      ),
    };
    return saveCheckpoint(folder, method, state);
  }

  /**
   * Trains to the configured number of steps.
   * @throws TrainingStopped after {@link stop}; Error when a loss is not finite or an image can't be read
   */
  async train(): Promise<void> {
    const { config, method, hooks, folder } = this.parts;
    const { steps, log, evaluate, batchSize } = config.training;
    const call = async (event: (hook: Hook) => void | Promise<void>): Promise<void> => {
      for (const hook of hooks) await event(hook);
    };
    await call((hook) => hook.beforeTraining?.(this));
    let phase = this.step > 0 ? method.phase(this.step - 1).name : '';
    let reported = { step: this.step, seconds: this.seconds, images: 0 };
    let images = 0;
    try {
      while (this.step < steps) {
        const started = performance.now();
        const { name, batchFactor } = method.phase(this.step);
        if (name !== phase) await call((hook) => hook.phase?.(this, name));
        phase = name;
        await this.runStep();
        images += 2 * batchSize * batchFactor;
        this.step++;
        this.seconds += (performance.now() - started) / 1000;
        if (this.step % log.every === 0 || this.step === steps) {
          const losses = this.takeLosses();
          const imagesPerSecond = (images - reported.images) / (this.seconds - reported.seconds);
          const rates = method.rates(this.step - 1);
          await call((hook) => hook.progress?.(this, { losses, rates, imagesPerSecond }));
          reported = { step: this.step, seconds: this.seconds, images };
        }
        if (this.step % evaluate.every === 0 || this.step === steps) {
          const evaluations = await evaluateDomains(this.parts);
          this.evaluations = evaluations;
          await call((hook) => hook.evaluated?.(this, evaluations));
        }
        await call((hook) => hook.afterStep?.(this));
        this.guard.check(this.step);
        if (this.stopRequested && this.step < steps) {
          this.save();
          throw new TrainingStopped(this.step);
        }
      }
    } finally {
      this.loaders.source.close();
      this.loaders.target.close();
      this.compiled?.dispose();
      await call((hook) => hook.afterTraining?.(this));
    }
    folder.write('done', `${new Date().toISOString()}\n`);
  }

  private async runStep(): Promise<void> {
    const { method, config } = this.parts;
    const [source, target] = await Promise.all([this.loaders.source.next(), this.loaders.target.next()]);
    const { imageSize, channels } = config.data;
    const images = ({ views, size }: Batch): Images => {
      const tensor = (values: Float32Array | undefined): tf.Tensor4D | undefined =>
        values && tf.tensor4d(values, [size, imageSize, imageSize, channels]);
      const [weak, strong] = [tensor(views.weak), tensor(views.strong)];
      const either = weak ?? strong;
      if (!either) throw new Error('a method must look at one view of an image at least');
      return { weak: weak ?? either, strong: strong ?? either };
    };
    this.meter.add(
      tf.tidy(() => {
        const batch: TrainingBatch = {
          source: { ...images(source), labels: tf.tensor1d(source.labels, 'int32') },
          target: images(target),
        };
        const program = method.begin(this.step);
        return this.compiled ? this.compiled.run(program, batch) : method.step(batch);
      }),
    );
  }

  private takeLosses(): Record<string, number> {
    const losses = this.meter.take();
    const wrong = Object.entries(losses).filter(([, value]) => !Number.isFinite(value));
    if (wrong.length > 0)
      throw new Error(
        `the loss ${wrong.map(([name]) => name).join(', ')} is not finite near step ${this.step}: lower the ` +
          'learning rates; the last checkpoint is kept',
      );
    return losses;
  }
}
