import type { CriticNetwork } from '@jiagu/critic';
import { isConditional, type GanConfig, type RunConfig } from '@jiagu/config';
import type { Generator, ImageCritic } from '@jiagu/evaluation';
import type { GeneratorNetwork } from '@jiagu/generator';
import { detach, hostScalar, noGrad, type Module } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import { cosine, type Method, type Phase, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { MovingAverage } from '../moving-average.js';
import type { GanContext, Players, Shown, TrainingPass } from './context.js';
import { criticScores } from './critic-scores.js';
import { penaliseCritic, updateCritic } from './critic-update.js';
import { uniformLabels } from './generated-labels.js';
import { draw, generate, updateGenerator, type Drawn } from './generator-update.js';
import { enlarged, growthAt, reduced, type GrowthStage } from './growth.js';
import { ImagePool } from './image-pool.js';
import { means } from './means.js';
import { buildOptimizers, optimizerSettings } from './optimizers.js';
import { Perturbation } from './perturbation.js';
import { scheduled } from './rates.js';

/** Builds networks with fresh weights, always of the same architecture. */
export interface PlayerBuilders {
  generator(random: RandomStreams): GeneratorNetwork;
  critic(random: RandomStreams): CriticNetwork;
}

/**
 * A generative adversarial network (Goodfellow 2014): a step consists of one or more updates of the critic, each on new
 * images and new noise, and one of the generator, on new noise or on the images that the critic was shown.
 */
export class Gan implements Method {
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: GanContext['optimizers'];
  readonly feeds: Method['feeds'];
  readonly generator: Generator;
  readonly critic: ImageCritic;
  step = -1;
  private readonly context: GanContext;
  private readonly average: MovingAverage<GeneratorNetwork> | null;
  private readonly pool: ImagePool | null;

  constructor(
    private readonly config: Pick<RunConfig, 'data' | 'training'>,
    private readonly method: GanConfig,
    build: PlayerBuilders,
    private readonly random: RandomStreams,
  ) {
    const { ema, pool, domain } = method;
    const { imageSize, channels } = config.data;
    const players = { generator: build.generator(random), critic: build.critic(random) };
    // Separate streams, so that a run with an average has the same initial weights as one without.
    const averaged = () => build.generator(new RandomStreams(random.seed));
    this.average = ema ? new MovingAverage(averaged(), players.generator, ema) : null;
    this.pool =
      pool === undefined
        ? null
        : new ImagePool(pool, [imageSize, imageSize, channels], random.stream('gan.pool'));
    this.optimizers = buildOptimizers(method, players);
    const perturbation = new Perturbation(method, random);
    this.context = {
      method,
      players,
      optimizers: this.optimizers,
      perturbation,
      random,
      step: () => this.step,
      cosine: () => cosine(this.step / config.training.steps),
      rates: () => this.rates(this.step),
    };
    this.modules = {
      ...players,
      ...(this.average && { average: this.average }),
      ...(this.pool && { pool: this.pool }),
      ...(perturbation.adaptive && { augmentation: perturbation.adaptive }),
    };
    this.feeds =
      domain === 'source'
        ? { source: { views: ['weak'], labels: isConditional(method) } }
        : { target: { views: ['weak'] } };
    this.generator = this.drawing(this.average?.network ?? players.generator);
    this.critic = {
      score: (images, labels) => {
        const pass = this.pass();
        const sized = pass.growth ? reduced(images, pass.growth.size) : images;
        return criticScores(this.context, { images: sized, labels: labels ?? null }, pass);
      },
    };
  }

  phase(step: number): Phase {
    const { criticSteps: batchFactor } = this.method;
    const stage = this.stage(step);
    if (!stage) return { kind: 'adversarial', name: 'adversarial', batchFactor };
    const { size, fading } = stage;
    return {
      kind: fading ? 'fading' : 'stable',
      name: `${size} px${fading ? ', fading in' : ''}`,
      batchFactor,
    };
  }

  begin(step: number): string {
    this.step = step;
    this.pool?.begin();
    // What an optimiser knows of the gradients at one size does not hold for the next (Karras 2018).
    if (step > 0 && this.stage(step)?.size !== this.stage(step - 1)?.size)
      for (const optimizer of Object.values(this.optimizers)) optimizer.reset();
    const updates = Array.from({ length: this.method.criticSteps }, (_, i) => i);
    const penalised = updates.filter((i) => this.isPenalised(i));
    return `${this.phase(step).name}${penalised.map((i) => `, penalty after update ${i}`).join('')}`;
  }

  trainStep(batch: TrainingBatch): Record<string, tf.Scalar> {
    const { players, perturbation } = this.context;
    const pass = this.pass();
    const shown = this.shown(batch, pass);
    const last = shown.at(-1) as Shown; // There is one update at least.
    const drawn = (): Drawn => draw(this.context, last.images.shape[0], this.wanted(last), pass);
    const same = this.method.sameImages ? drawn() : null;
    const updates = shown.map((real, i) => this.updateCritic(real, same, i, pass));
    const wishes = updateGenerator(this.context, last, same ?? drawn(), pass);
    const images = last.images.shape[0] * shown.length;
    this.average?.follow(players.generator, images, () => this.step);
    // Both losses first, for those who look at the first few figures only.
    const { critic, generator, ...others } = { ...means(updates), ...wishes } as Record<string, tf.Scalar> &
      Record<keyof Players, tf.Scalar>;
    return {
      critic,
      generator,
      ...others,
      // A product is a result of a recorded step even where nothing changed the number in it.
      ...(perturbation.adaptive && {
        'augmentation probability': tf.mul<tf.Scalar>(perturbation.adaptive.probability.value, 1),
      }),
    };
  }

  rates(step: number): Record<keyof Players, number> {
    const { generator, critic } = optimizerSettings(this.method);
    const left = scheduled(this.method.schedule, step, this.config.training.steps);
    return { generator: generator.lr * left, critic: critic.lr * left };
  }

  /**
   * @param drawn images that the generator's update judges too, or null to draw new ones
   * @param i number of the update within the step
   */
  private updateCritic(
    real: Shown,
    drawn: Drawn | null,
    i: number,
    pass: TrainingPass,
  ): Record<string, tf.Scalar> {
    const { context, pool, method } = this;
    const labels = drawn ? drawn.labels : this.wanted(real);
    const images = drawn
      ? detach(drawn.images)
      : noGrad(() => generate(context, real.images.shape[0], labels, pass));
    const shown = { real, fake: { images: pool?.exchange(images, i) ?? images, labels } };
    const { figures, real: scores } = updateCritic(context, shown, pass);
    context.perturbation.adaptive?.observe(
      scores,
      real.images.shape[0],
      () => this.step * method.criticSteps + i,
    );
    return { ...figures, ...(this.isPenalised(i) && penaliseCritic(context, shown, pass)) };
  }

  /** Whether an update of the critic in the current step is followed by one of the penalties alone. */
  private isPenalised(i: number): boolean {
    const { penalties, criticSteps } = this.method;
    return penalties.every > 1 && (this.step * criticSteps + i) % penalties.every === 0;
  }

  /** The images of each update of the critic, at the size that the networks work on. */
  private shown(batch: TrainingBatch, { growth }: TrainingPass): Shown[] {
    const { domain, criticSteps } = this.method;
    const images = batch[domain]?.weak;
    if (!images) throw new Error(`a batch without images of the ${domain}`);
    const labels = this.feeds.source?.labels ? (batch.source?.labels ?? null) : null;
    const sized = growth ? reduced(images, growth.size) : images;
    if (criticSteps === 1) return [{ images: sized, labels }];
    const slices = tf.split<tf.Tensor4D>(sized, criticSteps);
    const classes = labels && tf.split<tf.Tensor1D>(labels, criticSteps);
    return slices.map((slice, i) => ({ images: slice, labels: classes?.[i] ?? null }));
  }

  /** Classes of the images that are drawn beside real ones. */
  private wanted({ images, labels }: Shown): tf.Tensor1D | null {
    const { method, context, random } = this;
    if (!labels) return null;
    if (method.domain === 'source' && method.generatedLabels === 'empirical') return labels;
    const { classes } = context.players.generator;
    return uniformLabels(images.shape[0], classes, random.stream('gan.labels'));
  }

  private stage(step: number): GrowthStage | null {
    const { growth } = this.method;
    return growth ? growthAt(Math.max(0, step), growth, this.config.data.imageSize) : null;
  }

  private pass(): TrainingPass {
    const stage = this.stage(this.step);
    if (!stage) return { training: true };
    const alpha = stage.fading ? hostScalar(() => this.stage(this.step)?.alpha ?? 1) : 1;
    return { training: true, growth: { size: stage.size, alpha } };
  }

  private drawing(network: GeneratorNetwork): Generator {
    const { imageSize } = this.config.data;
    return {
      latent: network.latent,
      classes: network.classes,
      draw: (noise, labels) =>
        noGrad(() =>
          tf.tidy(() => {
            const growth = this.stage(this.step) ?? undefined;
            const images = network.forward(noise, labels ?? null, { training: false, growth });
            return tf.clipByValue(enlarged(images, imageSize), -1, 1);
          }),
        ),
    };
  }
}
