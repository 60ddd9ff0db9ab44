import { DOMAINS, otherDomain, type CycleganConfig, type Domain, type RunConfig } from '@jiagu/config';
import type { Translation } from '@jiagu/evaluation';
import { GradientTape, l1Mean, type Module } from '@jiagu/nn';
import { RandomStreams, type RandomStream } from '@jiagu/random';
import { Adam, linearTail, type InitialWeights, type Method, type Phase } from '@jiagu/training';
import { buildTranslator, type TranslatorNetwork } from '@jiagu/translator';
import type * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { gradientNorm } from '../gan/critic-figures.js';
import { means } from '../gan/means.js';
import { MovingAverage } from '../moving-average.js';
import { weighted, type Terms } from '../update.js';
import { DomainCritic } from './domain-critic.js';
import { translationOf } from './translation-of.js';
import type { Both, TwoWayStep, TwoWayWish } from './two-way-wish.js';
import type { UnpairedBatch } from './unpaired-batch.js';
import type { Warping } from './warping.js';

/** Prefixes of the translators' names in state dicts, by the domain of the images that they take. */
const names: Both<string> = { source: 's2t', target: 't2s' };

/** Settings of a translation in both directions. */
export interface TwoWaySettings extends Omit<CycleganConfig, 'name' | 'weights' | 'semantic' | 'warp'> {
  readonly weights: CycleganConfig['weights'] & {
    /** of passing for real */
    readonly adversarial: number;
  };
}

/** Parts of a translation in both directions that it does without by default. */
export interface TwoWayParts {
  readonly wish?: TwoWayWish | null;
  readonly warping?: Warping | null;
}

/**
 * CycleGAN (Zhu 2017): a translator in each direction and a critic for each domain. A translated image is to pass for
 * one of its new domain, and to be the original again once it is translated back; a wish may ask for more. A step
 * updates the translators, then the critics, on the images that were translated before the update; then warps learn from
 * them, which handprints go through before they are translated.
 */
export class CycleGan implements Method<UnpairedBatch> {
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: { readonly translators: Adam; readonly critics: Adam } & Readonly<
    Record<string, Adam>
  >;
  readonly feeds: Method['feeds'];
  readonly translation: Translation;
  step = -1;
  /** by the domain of the images that they take */
  private readonly translators: Both<TranslatorNetwork>;
  /** the moving averages of the translators, where there are any */
  private readonly averages: Both<MovingAverage<TranslatorNetwork>> | null;
  private readonly critics: Both<DomainCritic>;
  private readonly masks: RandomStream;

  constructor(
    private readonly config: Pick<RunConfig, 'data' | 'training'>,
    private readonly method: TwoWaySettings,
    random: RandomStreams,
    private readonly parts: TwoWayParts = {},
  ) {
    const { wish, warping } = parts;
    const { data } = config;
    const { translator, ema, pool, optimizers } = method;
    this.feeds = {
      source: { views: ['weak'], labels: wish?.labels ?? false },
      target: { views: ['weak'] },
    };
    const build = (of: RandomStreams): Both<TranslatorNetwork> =>
      both(() => buildTranslator(translator, data, of.stream('init')));
    this.translators = build(random);
    // Streams of their own, so that a run with averages has the same initial weights as one without.
    const averaged = ema ? build(new RandomStreams(random.seed)) : null;
    this.averages =
      ema && averaged ? both((from) => new MovingAverage(averaged[from], this.translators[from], ema)) : null;
    this.critics = both((domain) => new DomainCritic(domain, { data, method, pool, random }));
    this.masks = random.stream('translation.masks');
    const ofDomain = (domain: Domain): Record<string, Module> => ({
      [names[domain]]: this.translators[domain],
      ...(this.averages && { [`average_${names[domain]}`]: this.averages[domain] }),
      ...this.critics[domain].modules,
    });
    this.modules = {
      ...ofDomain('source'),
      ...ofDomain('target'),
      ...wish?.trained,
      ...wish?.frozen,
      ...warping?.modules,
    };
    const parameters = (...networks: Module[]) => networks.flatMap((network) => network.parameters());
    const { source, target } = this.translators;
    const learning = parameters(source, target, ...Object.values(wish?.trained ?? {}));
    const judging = parameters(...DOMAINS.map((domain) => this.critics[domain].network));
    this.optimizers = {
      translators: new Adam(learning, optimizers.translator),
      critics: new Adam(judging, optimizers.critic),
      ...warping?.optimizers,
    };
    const { averages } = this;
    const translation = translationOf(averages ? both((from) => averages[from].network) : this.translators);
    this.translation = warping?.before(translation) ?? translation;
  }

  async initialise(weights: InitialWeights): Promise<void> {
    await this.parts.wish?.initialise?.(weights);
  }

  phase(): Phase {
    return { kind: 'translation', name: 'translation', batchFactor: 1 };
  }

  begin(step: number): string {
    this.step = step;
    for (const domain of DOMAINS) this.critics[domain].begin();
    this.parts.warping?.begin();
    return 'translation';
  }

  trainStep({ source, target }: UnpairedBatch): Record<string, tf.Scalar> {
    const real = { source: source.weak, target: target.weak };
    const { translated, figures } = this.updateTranslators(real, source.labels);
    const ofCritics = this.updateCritics(real, translated);
    for (const from of DOMAINS)
      this.averages?.[from].follow(this.translators[from], real[from].shape[0], () => this.step);
    const ofWarps = this.parts.warping?.update(real.source, translated.source, () => this.left(this.step));
    return { ...ofCritics, ...figures, ...ofWarps };
  }

  rates(step: number): Record<string, number> {
    const { optimizers } = this.method;
    const left = this.left(step);
    return {
      translators: optimizers.translator.lr * left,
      critics: optimizers.critic.lr * left,
      ...this.parts.warping?.rates(left),
    };
  }

  /** The share of the rates that is left. */
  private left(step: number): number {
    return linearTail(step, this.config.training.steps, this.method.decayFrom);
  }

  /** @returns the images that both made before the update, by their new domain */
  private updateTranslators(
    real: Both<tf.Tensor4D>,
    labels?: tf.Tensor1D,
  ): { translated: Both<tf.Tensor4D>; figures: Record<string, tf.Scalar> } {
    const tape = new GradientTape();
    const { translated, losses, figures } = tape.record(() => {
      const made = both((domain) => this.translate(otherDomain(domain), real[otherDomain(domain)]));
      const back = both((domain) =>
        _.once(() => this.translate(otherDomain(domain), made[otherDomain(domain)])),
      );
      const step: TwoWayStep = {
        real,
        translated: made,
        returned: (domain) => back[domain](),
        ...(labels && { labels }),
      };
      const further = this.parts.wish?.terms(step);
      return {
        translated: made,
        losses: weighted({ ...this.ownTerms(step), ...further?.terms }),
        figures: { ...further?.figures },
      };
    });
    const { total, ...terms } = losses;
    const gradients = tape.gradient(total, this.optimizers.translators.values);
    const norm = gradientNorm(gradients);
    this.optimizers.translators.apply(gradients, () => this.rates(this.step).translators as number);
    return { translated, figures: { ...terms, ...figures, 'gradient norm, generator': norm } };
  }

  /** CycleGAN's losses of the translators. */
  private ownTerms({ real, translated, returned }: TwoWayStep): Terms {
    const { adversarial, cycle, identity } = this.method.weights;
    const terms: Terms = {};
    for (const from of DOMAINS) {
      const to = otherDomain(from);
      terms[`generator, ${to}`] = [adversarial, this.critics[to].fooledBy(translated[to], real[to])];
      if (cycle > 0) terms[`cycle, ${from}`] = [cycle, l1Mean(returned(from), real[from])];
      if (identity > 0)
        terms[`identity, ${to}`] = [identity, l1Mean(this.translate(from, real[to]), real[to])];
    }
    return terms;
  }

  /** Passes images through the translator that takes those of a domain. */
  private translate(from: Domain, images: tf.Tensor4D): tf.Tensor4D {
    return this.translators[from].forward(images, { training: true, masks: this.masks });
  }

  private updateCritics(real: Both<tf.Tensor4D>, translated: Both<tf.Tensor4D>): Record<string, tf.Scalar> {
    const tape = new GradientTape();
    const { losses, figures } = tape.record(() => {
      const judged = both((domain) => this.critics[domain].judge(real[domain], translated[domain]));
      return {
        losses: weighted(
          Object.fromEntries(
            DOMAINS.map((domain) => [`critic, ${domain}`, [1, judged[domain].loss]]),
          ) as Terms,
        ),
        figures: DOMAINS.map((domain) => judged[domain].figures),
      };
    });
    const { total, ...terms } = losses;
    const gradients = tape.gradient(total, this.optimizers.critics.values);
    const norm = gradientNorm(gradients);
    this.optimizers.critics.apply(gradients, () => this.rates(this.step).critics as number);
    return { ...terms, ...means(figures), 'gradient norm, critic': norm };
  }
}

const both = <T>(value: (domain: Domain) => T): Both<T> => ({
  source: value('source'),
  target: value('target'),
});
