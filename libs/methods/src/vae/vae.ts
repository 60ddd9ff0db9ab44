import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig, VaeConfig } from '@jiagu/config';
import type { Generator } from '@jiagu/evaluation';
import { gaussianDivergence, reconstruction } from '@jiagu/losses';
import { noGrad } from '@jiagu/nn';
import type { RandomStream, RandomStreams } from '@jiagu/random';
import { Adam, type Method, type Phase, type TrainingBatch } from '@jiagu/training';
import { normalNoise } from '../noise.js';
import { oneDomain, type OneDomain } from '../one-domain.js';
import { update, weighted } from '../update.js';
import { VaeDecoder } from './vae-decoder.js';
import { VaeEncoder } from './vae-encoder.js';

/**
 * Variational auto-encoder (Kingma 2014): the encoder maps each image to a Gaussian of codes, kept near N(0, 1), and
 * the decoder reconstructs the image from a sample of it. With classes, both are conditioned on the label (Sohn 2015).
 */
export class Vae implements Method {
  readonly modules: { encoder: VaeEncoder; decoder: VaeDecoder };
  readonly optimizers: { networks: Adam };
  readonly feeds: Method['feeds'];
  readonly generator: Generator;
  step = -1;
  private readonly domain: OneDomain;
  private readonly random: RandomStream;

  constructor(
    { data: { channels, imageSize: side, classes } }: Pick<RunConfig, 'data'>,
    private readonly method: VaeConfig,
    random: RandomStreams,
  ) {
    this.domain = oneDomain(method, classes);
    this.feeds = this.domain.feeds;
    this.random = random.stream('noise');
    const { latent } = method;
    const sizes = { channels, side, latent, classes: this.domain.classes };
    const init = random.stream('init');
    const encoder = new VaeEncoder({ ...sizes, width: method.encoder.width }, init);
    const decoder = new VaeDecoder({ ...sizes, width: method.decoder.width }, init);
    this.modules = { encoder, decoder };
    this.optimizers = {
      networks: new Adam([...encoder.parameters(), ...decoder.parameters()], method.optimizer),
    };
    this.generator = {
      latent,
      classes: this.domain.classes,
      draw: (noise, labels) =>
        noGrad(() =>
          tf.tidy(() => {
            const logits = decoder.forward(noise, labels ?? null, false);
            return tf.sub(tf.mul(tf.sigmoid(logits), 2), 1);
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
    return update([[optimizers.networks, () => method.optimizer.lr]], () => {
      const { mean, logVariance } = modules.encoder.forward(images, labels, true);
      const noise = normalNoise(mean.shape, this.random);
      const code: tf.Tensor2D = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
      const logits = modules.decoder.forward(code, labels, true);
      return weighted({
        reconstruction: [1, reconstruction(method.reconstruction, logits, images)],
        divergence: [method.beta, gaussianDivergence(mean, logVariance)],
      });
    });
  }

  rates(): Record<string, number> {
    return { networks: this.method.optimizer.lr };
  }
}
