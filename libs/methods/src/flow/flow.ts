import * as tf from '@tensorflow/tfjs-core';
import type { FlowConfig, RunConfig } from '@jiagu/config';
import { meansOverRanks } from '@jiagu/distributed';
import type { Generator } from '@jiagu/evaluation';
import { GradientTape, mseMean, noGrad } from '@jiagu/nn';
import type { RandomStream, RandomStreams } from '@jiagu/random';
import { Adam, type Method, type Phase, type TrainingBatch } from '@jiagu/training';
import { clipGradients } from '../clip-gradients.js';
import { MovingAverage } from '../moving-average.js';
import { normalNoise, uniformNoise } from '../noise.js';
import { oneDomain, type OneDomain } from '../one-domain.js';
import { FlowNetwork } from './flow-network.js';
import { integrate } from './integrate.js';

/**
 * Flow matching (Lipman 2023; Liu 2023): noise x0 moves to an image x1 along a straight line, x_t = (1 - t) x0 + t x1,
 * and the network learns the velocity x1 - x0 from x_t and t. Images are drawn by integrating the velocities of the
 * moving average of the weights. A noise vector consists of the pixels of x0, row-major.
 */
export class Flow implements Method {
  readonly modules: { network: FlowNetwork; average: MovingAverage<FlowNetwork> };
  readonly optimizers: { network: Adam };
  readonly feeds: Method['feeds'];
  readonly generator: Generator;
  step = -1;
  private readonly domain: OneDomain;
  private readonly random: RandomStream;

  constructor(
    { data }: Pick<RunConfig, 'data'>,
    private readonly method: FlowConfig,
    random: RandomStreams,
  ) {
    this.domain = oneDomain(method, data.classes);
    this.feeds = this.domain.feeds;
    this.random = random.stream('noise');
    const { channels, imageSize: side } = data;
    const { classes } = this.domain;
    const build = (): FlowNetwork =>
      new FlowNetwork({ channels, width: method.width, classes }, random.stream('init'));
    const network = build();
    const average = new MovingAverage(build(), network, method.average);
    this.modules = { network, average };
    this.optimizers = { network: new Adam(network.parameters(), method.optimizer) };
    this.generator = {
      latent: side * side * channels,
      classes,
      draw: (noise, labels) =>
        noGrad(() =>
          tf.tidy(() => {
            const start = tf.reshape(noise, [-1, side, side, channels]);
            const velocity = (points: tf.Tensor, time: number): tf.Tensor =>
              average.network.forward(points as tf.Tensor4D, tf.fill([noise.shape[0]], time), labels ?? null);
            return tf.clipByValue(integrate(velocity, start, method), -1, 1) as tf.Tensor4D;
          }),
        ),
    };
  }

  phase(): Phase {
    return { kind: 'generation', name: 'generation', batchFactor: 1 };
  }

  begin(step: number): string {
    this.step = step;
    return this.phase().kind;
  }

  trainStep(batch: TrainingBatch): Record<string, tf.Scalar> {
    const { modules, optimizers, method, domain } = this;
    const [images, labels] = [domain.images(batch), domain.labels(batch)];
    const tape = new GradientTape();
    const total = tape.record(() => this.loss(images, labels));
    // A length has to be that of the mean: all ranks shorten alike.
    const gradients = meansOverRanks(tape.gradient(total, optimizers.network.values));
    const { clipped, length } = clipGradients(gradients, method.clip);
    optimizers.network.apply(clipped, () => method.optimizer.lr, { averaged: true });
    modules.average.follow(modules.network, images.shape[0], () => this.step);
    return { total, 'gradient norm': length };
  }

  rates(): Record<string, number> {
    return { network: this.method.optimizer.lr };
  }

  private loss(images: tf.Tensor4D, labels: tf.Tensor1D | null): tf.Scalar {
    const [count] = images.shape;
    const noise = normalNoise(images.shape, this.random) as tf.Tensor4D;
    const time = uniformNoise([count], this.random) as tf.Tensor1D;
    const velocity: tf.Tensor4D = tf.sub(images, noise);
    const between: tf.Tensor4D = tf.add(noise, tf.mul(velocity, tf.reshape(time, [count, 1, 1, 1])));
    return mseMean(this.modules.network.forward(between, time, labels), velocity);
  }
}
