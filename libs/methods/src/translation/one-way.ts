import { otherDomain, type CutConfig, type Domain, type Pix2pixConfig, type RunConfig } from '@jiagu/config';
import type { Translation } from '@jiagu/evaluation';
import { detach, GradientTape, type Module } from '@jiagu/nn';
import { RandomStreams, type RandomStream } from '@jiagu/random';
import { Adam, linearTail, type Method, type Phase } from '@jiagu/training';
import type { TranslatorNetwork } from '@jiagu/translator';
import type * as tf from '@tensorflow/tfjs-core';
import { gradientNorm } from '../gan/critic-figures.js';
import { MovingAverage } from '../moving-average.js';
import { weighted, type Terms } from '../update.js';
import { DomainCritic } from './domain-critic.js';
import { translationOf } from './translation-of.js';
import type { UnpairedBatch } from './unpaired-batch.js';

/** What a step of a translation in one direction has made, for its losses. */
export interface OneWayStep {
  /** the images that are translated, [N, H, W, channels] in [-1, 1] */
  readonly original: tf.Tensor4D;
  /** real images of the other domain */
  readonly real: tf.Tensor4D;
  readonly translated: tf.Tensor4D;
  /** Passes images through the translator, in training. */
  translate(images: tf.Tensor4D): tf.Tensor4D;
}

/** What a translator is to achieve besides passing for real, and the networks that learn with it for that. */
export interface OneWayWish {
  /** by the prefix of their names in state dicts */
  readonly trained: Readonly<Record<string, Module>>;
  terms(step: OneWayStep): Terms;
}

/** What a translation in one direction is made of. */
export interface OneWayParts<Network extends TranslatorNetwork> {
  /** Builds the translator with fresh weights, always of the same architecture. */
  build(init: RandomStream): Network;
  wish(translator: Network): OneWayWish;
  /**
   * whether the images of both domains come in pairs, the critic judges a translation beside its original, and both are
   * seen in the same view
   */
  readonly paired: boolean;
}

/**
 * Translation in one direction: a translator and a critic of the other domain. A step updates the critic, then the
 * translator, on the images that were translated before the update.
 */
export class OneWay<Network extends TranslatorNetwork = TranslatorNetwork> implements Method<UnpairedBatch> {
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: { readonly translator: Adam; readonly critic: Adam };
  readonly feeds: Method['feeds'];
  readonly translation: Translation;
  step = -1;
  private readonly from: Domain;
  private readonly to: Domain;
  private readonly translator: Network;
  private readonly average: MovingAverage<Network> | null;
  private readonly wish: OneWayWish;
  private readonly opponent: DomainCritic;
  private readonly masks: RandomStream;

  constructor(
    private readonly config: Pick<RunConfig, 'data' | 'training'>,
    private readonly method: CutConfig | Pix2pixConfig,
    random: RandomStreams,
    private readonly parts: OneWayParts<Network>,
  ) {
    const { data } = config;
    const { from, ema, optimizers } = method;
    const { paired } = parts;
    [this.from, this.to] = [from, otherDomain(from)];
    this.feeds = {
      source: { views: ['weak'], labels: false },
      target: { views: ['weak'] },
      ...(paired && { paired }),
    };
    const translator = (this.translator = parts.build(random.stream('init')));
    this.average = ema
      ? new MovingAverage(parts.build(new RandomStreams(random.seed).stream('init')), translator, ema)
      : null;
    this.wish = parts.wish(translator);
    this.opponent = new DomainCritic(this.to, { data, method, pool: 0, random, beside: paired });
    this.masks = random.stream('translation.masks');
    const name = from === 'source' ? 's2t' : 't2s';
    this.modules = {
      [name]: translator,
      ...(this.average && { [`average_${name}`]: this.average }),
      ...this.wish.trained,
      ...this.opponent.modules,
    };
    const learning = [translator, ...Object.values(this.wish.trained)];
    this.optimizers = {
      translator: new Adam(
        learning.flatMap((network) => network.parameters()),
        optimizers.translator,
      ),
      critic: new Adam(this.opponent.network.parameters(), optimizers.critic),
    };
    this.translation = translationOf({ [from]: this.average?.network ?? translator });
  }

  phase(): Phase {
    return { kind: 'translation', name: 'translation', batchFactor: 1 };
  }

  begin(step: number): string {
    this.step = step;
    this.opponent.begin();
    return 'translation';
  }

  trainStep(batch: UnpairedBatch): Record<string, tf.Scalar> {
    const [original, real] = [batch[this.from].weak, batch[this.to].weak];
    const tape = new GradientTape();
    const translated = tape.record(() => this.translate(original));
    const ofCritic = this.updateCritic(original, real, translated);
    const { total, ...terms } = tape.record(() => {
      const step = { original, real, translated, translate: (images: tf.Tensor4D) => this.translate(images) };
      return weighted({
        [`generator, ${this.to}`]: [1, this.opponent.fooledBy(translated, real, this.beside(original))],
        ...this.wish.terms(step),
      });
    });
    const gradients = tape.gradient(total, this.optimizers.translator.values);
    const norm = gradientNorm(gradients);
    this.optimizers.translator.apply(gradients, () => this.rates(this.step).translator as number);
    this.average?.follow(this.translator, original.shape[0], () => this.step);
    return { ...ofCritic, ...terms, 'gradient norm, generator': norm };
  }

  rates(step: number): Record<string, number> {
    const { optimizers, decayFrom } = this.method;
    const left = linearTail(step, this.config.training.steps, decayFrom);
    return { translator: optimizers.translator.lr * left, critic: optimizers.critic.lr * left };
  }

  private updateCritic(
    original: tf.Tensor4D,
    real: tf.Tensor4D,
    translated: tf.Tensor4D,
  ): Record<string, tf.Scalar> {
    const tape = new GradientTape();
    const { loss, figures } = tape.record(() =>
      this.opponent.judge(real, detach(translated), this.beside(original)),
    );
    const gradients = tape.gradient(loss, this.optimizers.critic.values);
    const norm = gradientNorm(gradients);
    this.optimizers.critic.apply(gradients, () => this.rates(this.step).critic as number);
    return { [`critic, ${this.to}`]: loss, ...figures, 'gradient norm, critic': norm };
  }

  /** What the critic sees beside the images that it judges. */
  private beside(original: tf.Tensor4D): tf.Tensor4D | null {
    return this.parts.paired ? original : null;
  }

  private translate(images: tf.Tensor4D): tf.Tensor4D {
    return this.translator.forward(images, { training: true, masks: this.masks });
  }
}
