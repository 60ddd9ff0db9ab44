import {
  Critic,
  CriticNetwork,
  Convolution,
  FullyConnected,
  LeakyRectifier,
  SumPool,
  type Judgement,
  type JudgePass,
} from '@jiagu/critic';
import { configSchema, type GanConfig, type RunConfig } from '@jiagu/config';
import { GeneratorNetwork, type DrawPass } from '@jiagu/generator';
import { BatchNorm2d, Linear } from '@jiagu/nn';
import { RandomStream, RandomStreams } from '@jiagu/random';
import type { TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { Gan } from '../gan.js';

/** Side of the images. */
export const side = 16;
/** Length of a noise vector, and number of classes. */
export const [latent, classes] = [3, 4];

/** One linear layer, a batch norm and a tanh. */
export class TinyGenerator extends GeneratorNetwork {
  readonly latent = latent;
  readonly layer: Linear;
  readonly norm = new BatchNorm2d(1, false);
  /** Noise and classes of each pass in training. */
  readonly asked: { noise: tf.Tensor; labels: tf.Tensor | null }[] = [];

  constructor(
    readonly classes: number,
    random: RandomStream,
    private readonly watched: boolean,
  ) {
    super();
    this.layer = new Linear(latent + classes, side ** 2, 'xavier', random);
  }

  override forward(
    noise: tf.Tensor2D,
    labels: tf.Tensor1D | null,
    { training, growth }: DrawPass,
  ): tf.Tensor4D {
    if (this.watched && training)
      this.asked.push({ noise: tf.keep(tf.clone(noise)), labels: labels && tf.keep(tf.clone(labels)) });
    const input = labels ? tf.concat([noise, tf.cast(tf.oneHot(labels, this.classes), 'float32')], 1) : noise;
    const flat = this.layer.forward(input as tf.Tensor2D);
    const images = tf.tanh(
      this.norm.forward(tf.reshape(flat, [-1, side, side, 1]), { training, domain: null }),
    );
    return growth && growth.size < side
      ? tf.avgPool(images, side / growth.size, side / growth.size, 'valid')
      : images;
  }
}

/** Further answers of the tiny critic. */
export interface Answers {
  readonly conditional?: boolean;
  readonly auxiliary?: boolean;
  readonly energy?: boolean;
}

/** Two spectrally normalised layers and a linear one, and further answers where asked for. */
export class TinyCritic extends CriticNetwork {
  readonly body: Critic;
  readonly head: Linear;
  /** Images and classes of each pass. */
  readonly seen: { images: tf.Tensor4D; labels: tf.Tensor | null }[] = [];

  constructor(
    readonly classes: number,
    random: RandomStream,
    private readonly watched: boolean,
    private readonly answers: Answers,
  ) {
    super();
    const convolution = (input: number, output: number): Convolution =>
      new Convolution(input, output, 4, { stride: 2, padding: 1, spectralNorm: true }, random);
    this.body = new Critic([
      convolution(1, 2),
      new LeakyRectifier(0.2),
      convolution(2, 3),
      new LeakyRectifier(0.2),
      new SumPool(),
      new FullyConnected(3, 1, {}, random),
    ]);
    this.head = new Linear(1, Math.max(1, classes), 'xavier', random);
  }

  override judge(images: tf.Tensor4D, labels: tf.Tensor1D | null, { training }: JudgePass): Judgement {
    if (this.watched)
      this.seen.push({ images: tf.keep(tf.clone(images)), labels: labels && tf.keep(tf.clone(labels)) });
    const { scores, gradient } = this.body.scoreWithGradient(images, training);
    const plain = scores as tf.Tensor2D;
    const byClass = this.head.forward(plain);
    // All weights take part in every answer.
    const all = tf.add(plain, tf.mul(tf.mean(byClass, 1, true), 0.1)) as tf.Tensor2D;
    return {
      scores: this.answers.energy ? tf.square(all) : all,
      ...(this.answers.conditional &&
        labels && {
          conditional: tf.sum(tf.mul(byClass, tf.oneHot(labels, this.classes)), 1, true) as tf.Tensor2D,
        }),
      ...(this.answers.auxiliary && { classes: byClass }),
      ...(this.answers.energy && {
        code: tf.concat([plain, tf.square(plain), tf.add(plain, 1)], 1) as tf.Tensor2D,
      }),
      gradient: () => {
        const slope = tf.add(1, tf.mul(tf.mean(this.head.weight.value), 0.1));
        const ofScore = this.answers.energy
          ? tf.mul(slope, tf.mul(2, tf.reshape(all, [-1, 1, 1, 1])))
          : slope;
        return tf.mul(gradient, ofScore);
      },
    };
  }
}

/** A test's settings of a method: keys of the schema. By default, `body` is dcgan and `norm` none. */
export interface Settings {
  readonly generator?: object;
  readonly critic?: object;
  readonly [key: string]: unknown;
}

/** A configuration of a GAN of small images. */
export function ganConfig(
  { generator, critic, ...method }: Settings,
  { steps = 100, batchSize = 4 } = {},
): RunConfig & { method: GanConfig } {
  const part = { train: 'none', test: 'none' };
  const config = configSchema.parse({
    name: 'gan',
    data: { source: part, target: part, classes, channels: 1, imageSize: side },
    method: {
      name: 'gan',
      domain: 'target',
      generator: { body: 'dcgan', ...generator },
      critic: _.omitBy({ body: 'dcgan', norm: 'none', ...critic }, _.isUndefined),
      ...method,
    },
    training: { steps, batchSize },
  });
  if (config.method.name !== 'gan') throw new Error('not a GAN');
  return { ...config, method: config.method };
}

/** A GAN of tiny networks. */
export function tinyGan(
  method: Settings,
  {
    answers = {},
    watched = false,
    steps = 100,
    seed = 0,
  }: { answers?: Answers; watched?: boolean; steps?: number; seed?: number } = {},
): { gan: Gan; generator: TinyGenerator; critic: TinyCritic; random: RandomStreams } {
  const config = ganConfig(method, { steps });
  const count = config.method.generator.condition === 'none' ? 0 : classes;
  const random = new RandomStreams(seed);
  const build = {
    generator: (of: RandomStreams) => new TinyGenerator(count, of.stream('init'), watched),
    critic: (of: RandomStreams) => new TinyCritic(count, of.stream('init'), watched, answers),
  };
  const gan = new Gan(config, config.method, build, random);
  const { generator, critic } = gan.modules;
  return { gan, generator: generator as TinyGenerator, critic: critic as TinyCritic, random };
}

/** A batch of noise. */
export function noiseBatch(seed: string, count = 4): Required<TrainingBatch> {
  const random = new RandomStream(seed);
  const images = (): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: count * side ** 2 }, () => random.uniform(-1, 1)),
      [count, side, side, 1],
    );
  const [source, target] = [images(), images()];
  const labels = tf.tensor1d(
    Array.from({ length: count }, () => random.integer(classes)),
    'int32',
  );
  return { source: { weak: source, strong: source, labels }, target: { weak: target, strong: target } };
}

/** One step, and its figures as numbers. */
export function step(gan: Gan, number: number, batch: TrainingBatch): Record<string, number> {
  gan.begin(number);
  const figures = tf.tidy(() => gan.trainStep(batch));
  const values = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, value.dataSync()[0] ?? NaN]),
  );
  tf.dispose(figures);
  return values;
}
