import * as tf from '@tensorflow/tfjs-core';
import type { Batch, BatchLoader } from '@jiagu/data';
import type { TrainingState } from './checkpoint-state.js';
import { CompiledStep } from './compiled-step.js';
import { capacity, LossMeter } from './loss-meter.js';
import type { Images, TrainingBatch } from './method.js';
import { NotFinite, writeNotFinite, type StepImages } from './not-finite.js';
import type { TrainerParts } from './trainer.js';
import { trainingLoaders } from './training-loaders.js';
import { notFiniteNames, rememberState } from './undo-step.js';

/** With so many steps undone in a row, it is not the images that are at fault. */
const maximumSkips = 20;

/** Does single steps: a batch of each domain in, networks updated, losses gathered. */
export class StepRunner {
  private readonly loaders: Record<'source' | 'target', BatchLoader<string>>;
  private readonly meter = new LossMeter();
  private readonly compiled: CompiledStep | null;
  /** images of the steps whose losses were not looked at yet, and of one before */
  private readonly recent: StepImages[] = [];
  /** steps undone in a row */
  private skips = 0;

  constructor(private readonly parts: Omit<TrainerParts, 'hooks'>) {
    const { config, method, log } = parts;
    this.compiled = config.training.compile ? new CompiledStep(method, log ?? (() => undefined)) : null;
    this.loaders = trainingLoaders(parts);
  }

  /**
   * Everything that decides the next step beside the method itself.
   * @throws NotFinite when a loss since the last {@link takeLosses} is not finite
   */
  state(): Pick<TrainingState, 'random' | 'loaders' | 'losses'> {
    const { source, target } = this.loaders;
    return {
      random: this.parts.random.state(),
      loaders: { source: source.state(), target: target.state() },
      losses: this.meter.state(),
    };
  }

  restore({ random, loaders, losses }: ReturnType<StepRunner['state']>): void {
    this.parts.random.restore(random);
    this.loaders.source.restore(loaders.source);
    this.loaders.target.restore(loaders.target);
    this.meter.restore(losses);
  }

  /**
   * One step.
   * @param step counted from 0
   * @returns where the step was undone, the names of what was not finite
   * @throws NotFinite when losses of earlier steps turn out not to be finite; Error when an image can't be read
   */
  async run(step: number): Promise<string[]> {
    const { method, config } = this.parts;
    const [source, target] = await Promise.all([this.loaders.source.next(), this.loaders.target.next()]);
    this.recent.push({ step: step + 1, source: source.indices, target: target.indices });
    if (this.recent.length > capacity + 1) this.recent.shift();
    const program = method.begin(step);
    const memory = config.training.onNonFinite === 'skip' ? rememberState(method) : null;
    const losses = tf.tidy(() => {
      const batch: TrainingBatch = {
        source: { ...this.images(source), labels: tf.tensor1d(source.labels, 'int32') },
        target: this.images(target),
      };
      return this.compiled ? this.compiled.run(program, batch) : method.step(batch);
    });
    const wrong = memory ? notFiniteNames(method, losses) : [];
    if (wrong.length === 0) {
      memory?.forget();
      this.skips = 0;
      this.meter.add(step + 1, losses);
      return [];
    }
    memory?.undo();
    tf.dispose(losses);
    if (++this.skips > maximumSkips) throw new NotFinite(step + 1, wrong);
    return wrong;
  }

  /**
   * Averages since the last call.
   * @throws NotFinite naming the first step with a loss that is not finite
   */
  takeLosses(): Record<string, number> {
    return this.meter.take();
  }

  /**
   * Looks at all losses and weights, before something is made of them.
   * @param step counted from 1
   * @throws NotFinite when one of them is not finite
   */
  check(step: number): void {
    this.meter.state();
    const wrong = notFiniteNames(this.parts.method, {});
    if (wrong.length > 0) throw new NotFinite(step, wrong);
  }

  /** Leaves behind what was not finite and the images that it may be due to, and says so. */
  explain(error: NotFinite): Error {
    const { folder, domains } = this.parts;
    writeNotFinite(folder, error, this.recent, domains);
    return new Error(
      `${error.message}: lower the learning rates, or look at the images listed in ` +
        `${folder.file('non-finite.json')}; with training.onNonFinite=skip such steps are undone`,
      { cause: error },
    );
  }

  close(): void {
    this.loaders.source.close();
    this.loaders.target.close();
    this.compiled?.dispose();
  }

  private images({ views, size }: Batch): Images {
    const { imageSize, channels } = this.parts.config.data;
    const tensor = (values: Float32Array | undefined): tf.Tensor4D | undefined =>
      values && tf.tensor4d(values, [size, imageSize, imageSize, channels]);
    const [weak, strong] = [tensor(views.weak), tensor(views.strong)];
    const either = weak ?? strong;
    if (!either) throw new Error('a method must look at one view of an image at least');
    return { weak: weak ?? either, strong: strong ?? either };
  }
}
