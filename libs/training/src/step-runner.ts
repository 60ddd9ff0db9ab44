import * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '@jiagu/config';
import type { Batch } from '@jiagu/data';
import { world } from '@jiagu/distributed';
import type { TrainingState } from './checkpoint-state.js';
import { CompiledStep } from './compiled-step.js';
import { capacity, LossMeter } from './loss-meter.js';
import type { Images, TrainingBatch } from './feeds.js';
import { DataFailure } from './data-failure.js';
import { NotFinite, writeNotFinite, type StepImages } from './not-finite.js';
import type { TrainerParts } from './trainer-parts.js';
import { SharedStep, STOP_WANTED } from './shared-step.js';
import { trainingLoaders, type Loaders } from './training-loaders.js';
import { notFiniteNames, rememberState } from './undo-step.js';

/** Training fails after more consecutive skips than this: the images are then not to blame. */
const maximumSkips = 20;

/** The result of a step. */
export interface StepResult {
  /** Number of images, of all domains and ranks. */
  readonly images: number;
  /** Names of what was not finite, if the step was undone; else empty. */
  readonly notFinite: readonly string[];
}

/** Runs single steps: loads a batch of each domain, updates the networks and collects the losses. */
export class StepRunner {
  private readonly loaders: Loaders;
  private readonly meter = new LossMeter();
  /** Present where there are several ranks. */
  private readonly shared: SharedStep | null;
  private readonly compiled: CompiledStep | null;
  /** The images of the steps whose losses are unread, and of the step before them. */
  private readonly recent: StepImages[] = [];
  /** Number of consecutive steps that were undone. */
  private skips = 0;
  private agreed = false;

  constructor(private readonly parts: TrainerParts) {
    const { config, method, log } = parts;
    this.shared = world().size > 1 ? new SharedStep(method) : null;
    this.compiled = config.training.compile
      ? new CompiledStep(this.shared ?? method, log ?? (() => undefined))
      : null;
    this.loaders = trainingLoaders(parts);
  }

  /**
   * The state that the next step depends on, apart from the method itself.
   * @throws NotFinite when a loss since the last {@link takeLosses} is not finite
   */
  state(): Pick<TrainingState, 'random' | 'loaders' | 'losses'> {
    return {
      random: this.parts.random.state(),
      loaders: Object.fromEntries([...this.loaders].map(([domain, loader]) => [domain, loader.state()])),
      losses: this.meter.state(),
    };
  }

  /** Restores what {@link state} returned. */
  restore({ random, loaders, losses }: ReturnType<StepRunner['state']>): void {
    this.parts.random.restore(random);
    for (const [domain, loader] of this.loaders) {
      const state = loaders[domain];
      if (state) loader.restore(state);
    }
    this.meter.restore(losses);
  }

  /** Asks for an end after the current step, on all ranks; then {@link stopAgreed} tells of it. */
  askToStop(): void {
    if (this.shared) this.shared.stopWanted = true;
    else this.agreed = true;
  }

  /** Whether some rank asked for an end, and all know. */
  get stopAgreed(): boolean {
    return this.agreed;
  }

  /**
   * Runs one step.
   * @param step counted from 0
   * @throws NotFinite when losses of this or earlier steps are not finite; DataFailure when an image can't be read
   */
  async run(step: number): Promise<StepResult> {
    const { method, config } = this.parts;
    const batches = await this.nextBatches(step);
    const positions = Object.fromEntries(batches.map(([domain, { whole }]) => [domain, whole]));
    this.recent.push({ step: step + 1, positions });
    if (this.recent.length > capacity + 1) this.recent.shift();
    const { rank, size: ranks } = world();
    if (this.shared) this.parts.random.beginStep(rank, step);
    const program = method.begin(step);
    const memory = config.training.onNonFinite === 'skip' ? rememberState(method) : null;
    const losses = tf.tidy(() => {
      const batch = this.assemble(batches);
      return this.compiled ? this.compiled.run(program, batch) : (this.shared ?? method).trainStep(batch);
    });
    this.noteStop(losses);
    const images = ranks * batches.reduce((sum, [, { size }]) => sum + size, 0);
    const notFinite = memory ? notFiniteNames(method, losses) : [];
    if (notFinite.length === 0) {
      memory?.forget();
      this.skips = 0;
      this.meter.add(step + 1, losses);
      return { images, notFinite };
    }
    memory?.undo();
    tf.dispose(losses);
    if (++this.skips > maximumSkips) throw new NotFinite(step + 1, notFinite);
    return { images, notFinite };
  }

  /** Takes from the losses of a shared step whether some rank wants to stop. */
  private noteStop(losses: Record<string, tf.Scalar>): void {
    const wanted = losses[STOP_WANTED];
    if (!wanted) return;
    delete losses[STOP_WANTED];
    this.agreed ||= (wanted.dataSync()[0] ?? 0) > 0;
    wanted.dispose();
  }

  /**
   * The average losses since the last call, by name.
   * @throws NotFinite naming the first step with a loss that is not finite
   */
  takeLosses(): Record<string, number> {
    return this.meter.take();
  }

  /**
   * Checks all losses and weights before they are used, for example in an evaluation.
   * @param step counted from 1
   * @throws NotFinite when one of them is not finite
   */
  check(step: number): void {
    this.meter.state();
    const wrong = notFiniteNames(this.parts.method, {});
    if (wrong.length > 0) throw new NotFinite(step, wrong);
  }

  /**
   * Records what was not finite, and the images that may be the cause, in `non-finite.json`.
   * @returns the error to report
   */
  explain(error: NotFinite): Error {
    const { folder, domains } = this.parts;
    writeNotFinite(folder, error, this.recent, domains);
    return new Error(
      `${error.message}: lower the learning rates, or look at the images listed in ` +
        `${folder.file('non-finite.json')}; with training.onNonFinite=skip such steps are undone`,
      { cause: error },
    );
  }

  /** Closes the loaders and frees the compiled graphs. */
  close(): void {
    for (const loader of this.loaders.values()) loader.close();
    this.compiled?.dispose();
  }

  /** @throws DataFailure when an image can't be read; the loaders are then back where they were */
  private async nextBatches(step: number): Promise<(readonly [Domain, Batch])[]> {
    const before = [...this.loaders.values()].map((loader) => [loader, loader.state()] as const);
    try {
      return await Promise.all(
        [...this.loaders].map(async ([domain, loader]) => [domain, await loader.next()] as const),
      );
    } catch (error) {
      for (const [loader, state] of before) loader.restore(state);
      throw new DataFailure(step + 1, error);
    }
  }

  /** The tensors of a step; called inside a tidy. */
  private assemble(batches: readonly (readonly [Domain, Batch])[]): TrainingBatch {
    const { feeds } = this.parts.method;
    return Object.fromEntries(
      batches.map(([domain, batch]) => {
        const labelled = domain === 'source' && feeds.source?.labels;
        return [
          domain,
          { ...this.images(batch), ...(labelled && { labels: tf.tensor1d(batch.labels, 'int32') }) },
        ];
      }),
    );
  }

  private images({ views, size }: Batch): Images {
    const { imageSize, channels } = this.parts.config.data;
    const tensor = (values: Float32Array | undefined): tf.Tensor4D | undefined =>
      values && tf.tensor4d(values, [size, imageSize, imageSize, channels]);
    const [weak, strong] = [tensor(views.weak), tensor(views.strong)];
    const either = weak ?? strong;
    if (!either) throw new Error('a method must use at least one view of an image');
    return { weak: weak ?? either, strong: strong ?? either };
  }
}
