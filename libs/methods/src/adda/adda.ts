import * as tf from '@tensorflow/tfjs-core';
import type { AddaConfig, Domain, RunConfig } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { FeatureDiscriminator } from '@jiagu/feature-discriminator';
import { adversarialBce, discriminatorAccuracy } from '@jiagu/losses';
import { GradientTape, noGrad, type Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import type { AdaptationBatch, InitialWeights, Method, Optimizer, Phase } from '@jiagu/training';
import { BackboneNetworks, FeatureExtractor } from '../backbone-method/backbone-networks.js';
import { classification, seenViews, viewsOfSource } from '../backbone-method/classify-source.js';
import { buildOptimizer, ratesOf } from '../backbone-method/optimizers.js';
import { DistributionAlignment } from '../distribution-alignment.js';
import { invertShare } from '../invert-share.js';
import { loadPretrained } from '../load-pretrained.js';
import { onTarget, untracked } from '../passes.js';
import { recogniserOf } from '../recogniser.js';
import { needsStrongView, targetLosses } from '../target-losses.js';
import { applyGradients, update, weighted, type ScheduledOptimizer, type Terms } from '../update.js';

type AddaPhase = Phase<'source-only' | 'adaptation' | 'self-training'>;

/**
 * ADDA (Tzeng 2017, eq. 9): encoder and classifier learn the source (warm-up) and stand still from then on. A second encoder
 * begins with the first's weights and learns from unlabelled target images to fool a discriminator, which tells its
 * features from the first encoder's: each has a loss of its own, the encoder's with the answers inverted. Target images are
 * read by the second encoder and the source's classifier.
 */
export class Adda implements Method<AdaptationBatch> {
  readonly modules: Record<string, Module>;
  readonly optimizers: Record<string, Optimizer> & { backbone: Optimizer; head: Optimizer };
  readonly feeds: Method['feeds'];
  readonly recogniser: Recogniser;
  step = -1;
  private readonly networks: BackboneNetworks;
  private readonly target: FeatureExtractor;
  private readonly discriminator: FeatureDiscriminator;
  private readonly distribution: DistributionAlignment | null;

  constructor(
    private readonly config: RunConfig,
    private readonly method: AddaConfig,
    random: RandomStreams,
  ) {
    const init = random.stream('init');
    const networks = (this.networks = new BackboneNetworks(config, method, init));
    this.target = new FeatureExtractor(config, method, init);
    this.discriminator = new FeatureDiscriminator(
      { input: networks.features, ...method.discriminator },
      init,
      random.stream('dropout'),
    );
    const { selfTraining } = method;
    this.distribution = selfTraining?.distributionAlignment
      ? new DistributionAlignment(config.data.classes)
      : null;
    const { backbone, bottleneck } = this.target;
    this.modules = {
      ...networks.modules,
      target_backbone: backbone,
      ...(bottleneck && { target_bottleneck: bottleneck }),
      discriminator: this.discriminator,
      ...(this.distribution && { alignment: this.distribution }),
    };
    this.optimizers = {
      backbone: buildOptimizer(method, networks.backbone),
      ...(networks.bottleneck && { bottleneck: buildOptimizer(method, networks.bottleneck) }),
      head: buildOptimizer(method, ...networks.heads),
      target_backbone: buildOptimizer(method, backbone),
      ...(bottleneck && { target_bottleneck: buildOptimizer(method, bottleneck) }),
      discriminator: buildOptimizer(method, this.discriminator),
    };
    this.feeds = {
      source: { views: viewsOfSource(method, true), labels: true },
      target: { views: selfTraining && needsStrongView(selfTraining) ? ['weak', 'strong'] : ['weak'] },
    };
    this.recogniser = recogniserOf({
      feature: (images, pass) => this.encoderOf(pass.domain).feature(images, pass),
      classify: (features) => networks.classify(features),
      track: (images, domain, pass) =>
        this.encoderOf(domain).feature(invertShare(images, this.polarity(domain)), pass),
    });
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.networks.backbone, pretrained, weights);
  }

  phase(step: number): AddaPhase {
    const { warmup, selfTraining } = this.method;
    if (step < warmup) return { kind: 'source-only', name: 'warm-up', batchFactor: 1 };
    if (selfTraining && step >= selfTraining.from)
      return { kind: 'self-training', name: 'self-training', batchFactor: selfTraining.batchFactor };
    return { kind: 'adaptation', name: 'adaptation', batchFactor: 1 };
  }

  begin(step: number): string {
    if (step === this.method.warmup) {
      const [to, from] = [this.target.modules, this.networks];
      to.backbone.copyFrom(from.backbone);
      if (from.bottleneck) to.bottleneck?.copyFrom(from.bottleneck);
    }
    this.step = step;
    return this.phase(step).kind;
  }

  trainStep(batch: AdaptationBatch): Record<string, tf.Scalar> {
    return this.step < this.method.warmup ? this.classify(batch) : this.adapt(batch);
  }

  rates(step: number): { backbone: number; head: number } {
    return ratesOf(this.method, step, this.config.training.steps);
  }

  private classify({ source }: AdaptationBatch): Record<string, tf.Scalar> {
    return update(this.scheduled('backbone', 'bottleneck', 'head'), () => {
      const terms: Terms = {};
      for (const seen of seenViews(this.method, source, this.polarity('source'), true))
        if (seen.loss)
          Object.assign(
            terms,
            classification(seen, this.networks.forward(seen.images, seen.pass), source.labels),
          );
      return weighted(terms);
    });
  }

  private adapt({ source, target }: AdaptationBatch): Record<string, tf.Scalar> {
    const { networks, method, discriminator } = this;
    const { selfTraining } = method;
    const judge = (feature: tf.Tensor2D): tf.Tensor2D => discriminator.forward(feature, untracked);
    const feature_s = noGrad(() =>
      tf.tidy(() => networks.feature(invertShare(source.weak, this.polarity('source')), untracked)),
    );
    const tape = new GradientTape();
    const feature_t = tape.record(() =>
      this.target.feature(invertShare(target.weak, this.polarity('target')), onTarget),
    );
    const judged = update(this.scheduled('discriminator'), () => {
      const [s, t] = [judge(feature_s), judge(feature_t)];
      return {
        total: tf.mul(tf.add(adversarialBce(s, 1), adversarialBce(t, 0)), 0.5),
        acc_adv: discriminatorAccuracy(s, t, method.discriminator.sigmoid ? 0.5 : 0),
      };
    });
    const losses = tape.record(() => {
      const terms: Terms = { adv: [method.weight, adversarialBce(judge(feature_t), 1)] };
      if (!selfTraining || this.step < selfTraining.from) return weighted(terms);
      const more = targetLosses(
        selfTraining,
        networks.classify(feature_t),
        () => networks.classify(this.target.feature(target.strong, untracked)),
        this.distribution,
      );
      return { ...weighted({ ...terms, ...more.terms }), ...more.figures };
    });
    applyGradients(tape, losses.total, this.scheduled('target_backbone', 'target_bottleneck'));
    tf.dispose([feature_s, feature_t]);
    return { ...losses, dis: judged.total, acc_adv: judged.acc_adv as tf.Scalar };
  }

  /** Those of these optimisers that there are, with their rates. */
  private scheduled(...names: string[]): ScheduledOptimizer[] {
    return names.flatMap((name): ScheduledOptimizer[] => {
      const optimizer = this.optimizers[name];
      const group = name.endsWith('backbone') ? 'backbone' : 'head';
      return optimizer ? [[optimizer, () => this.rates(this.step)[group]]] : [];
    });
  }

  /** The share of a domain's weak views that the current step sees with dark and light swapped. */
  private polarity(domain: Domain): number {
    const { selfTraining, polarity } = this.method;
    const changed =
      domain === 'target' && selfTraining && this.step >= selfTraining.from
        ? selfTraining.polarity
        : undefined;
    return changed ?? polarity;
  }

  /** The second encoder sees the target once it has begun. */
  private encoderOf(domain: Domain | null): FeatureExtractor {
    return domain === 'target' && this.step >= this.method.warmup ? this.target : this.networks;
  }
}
