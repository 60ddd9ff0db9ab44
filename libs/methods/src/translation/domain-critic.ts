import { buildCritic, type CriticNetwork } from '@jiagu/critic';
import type { CycleganConfig, DataConfig, Domain } from '@jiagu/config';
import { adversarialLoss, type AdversarialLoss } from '@jiagu/losses';
import { detach, noGrad, type Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { criticFigures } from '../gan/critic-figures.js';
import { augment } from '../gan/differentiable-augmentation.js';
import { ImagePool } from '../gan/image-pool.js';

/** What decides how a {@link DomainCritic} judges. */
export interface DomainCriticOptions {
  readonly data: Pick<DataConfig, 'channels' | 'imageSize' | 'classes'>;
  readonly method: Pick<CycleganConfig, 'critic' | 'loss' | 'augmentation'>;
  /** translated images that are kept; 0: none */
  readonly pool: number;
  readonly random: RandomStreams;
  /** whether it sees another image, of as many channels, beside each that it judges; default: no */
  readonly beside?: boolean;
}

/** An image for each that is judged, to be seen beside it; null: none. */
type Beside = tf.Tensor4D | null;

/** The critic that tells real images of a domain from translated ones, with the old images that it is shown. */
export class DomainCritic {
  readonly network: CriticNetwork;
  readonly pool: ImagePool | null;
  private readonly loss: AdversarialLoss;
  /** Published code halves the critic's loss, so that it learns more slowly; that of least squares is halved already. */
  private readonly weight: number;

  constructor(
    /** in names of its parts and random streams */
    private readonly domain: Domain | 'warp',
    private readonly options: DomainCriticOptions,
  ) {
    const { data, method, pool, random, beside } = options;
    const { imageSize, channels } = data;
    this.network = buildCritic(
      method.critic,
      { ...data, channels: beside ? 2 * channels : channels },
      random,
    );
    this.pool = pool
      ? new ImagePool(pool, [imageSize, imageSize, channels], random.stream(`translation.pool.${domain}`))
      : null;
    this.loss = adversarialLoss(method.loss);
    this.weight = method.loss.name === 'least-squares' ? 1 : 0.5;
  }

  /** Under the prefixes of their state dicts. */
  get modules(): Readonly<Record<string, Module>> {
    const { domain, network, pool } = this;
    return { [`critic_${domain}`]: network, ...(pool && { [`pool_${domain}`]: pool }) };
  }

  /** Must be called before each step. */
  begin(): void {
    this.pool?.begin();
  }

  /**
   * The loss of a translator whose images are to pass for real; its gradient flows through to them.
   * @param real images of the domain, which only the relativistic loss looks at
   */
  fooledBy(translated: tf.Tensor4D, real: tf.Tensor4D, beside: Beside = null): tf.Scalar {
    const scores = this.score(translated, beside);
    const relative = this.options.method.loss.name === 'relativistic';
    return this.loss.generator(scores, relative ? noGrad(() => this.score(real, beside)) : scores);
  }

  /**
   * The critic's own loss. Real and translated images are judged in separate passes.
   * @param translated new images, in whose place old ones may be judged; no gradient flows into them
   * @returns the loss, and figures of its scores by name
   */
  judge(
    real: tf.Tensor4D,
    translated: tf.Tensor4D,
    beside: Beside = null,
  ): { loss: tf.Scalar; figures: Record<string, tf.Scalar> } {
    const shown = this.pool?.exchange(translated, 0) ?? detach(translated);
    const scores = { real: this.score(real, beside), translated: this.score(shown, beside) };
    return {
      loss: tf.mul(this.loss.critic(scores.real, scores.translated), this.weight),
      figures: criticFigures(this.options.method.loss.name, scores.real, scores.translated),
    };
  }

  private score(images: tf.Tensor4D, beside: Beside): tf.Tensor {
    const { method, random } = this.options;
    const { augmentation } = method;
    const joined = beside ? tf.concat([beside, images], 3) : images;
    const seen = augmentation
      ? augment(joined, augmentation, null, random.stream('translation.augment'))
      : joined;
    return this.network.judge(seen, null, { training: true }).scores;
  }
}
