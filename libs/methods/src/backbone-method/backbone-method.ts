import * as tf from '@tensorflow/tfjs-core';
import type { BackboneConfig, RunConfig, SelfTrainingConfig } from '@jiagu/config';
import { crossEntropy } from '@jiagu/losses';
import { hostScalar, noGrad, type Domain, type Module, type Parameter, type Pass } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { Adam, inverse, polynomial, ramp, Sgd } from '@jiagu/training';
import type { InitialWeights, Method, Optimizer, Phase, TrainingBatch } from '@jiagu/training';
import type { Adversary } from '../adversary/adversary.js';
import { buildAdversary } from '../adversary/build-adversary.js';
import { DistributionAlignment } from '../distribution-alignment.js';
import { loadPretrained } from '../load-pretrained.js';
import { polarised } from '../polarised.js';
import { needsStrongView, targetLosses } from '../target-losses.js';
import { update, type Follower } from '../update.js';
import { weighted, type Terms } from '../weighted.js';
import { BackboneNetworks } from './backbone-networks.js';

const onSource: Pass = { training: true, domain: 'source' };
const onTarget: Pass = { training: true, domain: 'target' };
/** Strongly changed images: batch statistics, kept for neither domain. */
const onNeither: Pass = { training: true, domain: null };

/**
 * Cross-entropy on the source, and what the configured method adds to it: an adversary of the features (DANN, CDAN),
 * losses on the target's predictions (MCC, consistency), both, or nothing (source-only).
 */
export class BackboneMethod implements Method {
  readonly modules: Record<string, Module>;
  readonly optimizers: { backbone: Optimizer; head: Optimizer; discriminator?: Optimizer };
  readonly views: Method['views'];
  at = 0;
  private readonly networks: BackboneNetworks;
  private readonly adversary: Adversary | null;
  private readonly selfTraining: SelfTrainingConfig | undefined;
  private readonly alignment: DistributionAlignment | null;

  constructor(
    private readonly config: RunConfig,
    private readonly method: BackboneConfig,
    random: RandomStreams,
  ) {
    this.networks = new BackboneNetworks(config, method, random.stream('init'));
    this.adversary = buildAdversary(method, this.networks.features, config.data.classes, random);
    this.selfTraining = 'selfTraining' in method ? method.selfTraining : undefined;
    const discriminator = this.adversary?.discriminator;
    const alignment = this.selfTraining?.distributionAlignment
      ? new DistributionAlignment(config.data.classes)
      : null;
    this.alignment = alignment;
    this.modules = {
      ...this.networks.modules,
      ...(discriminator && { discriminator }),
      ...(alignment && { alignment }),
    };
    const { optimizer } = method;
    const build = (parameters: Parameter[]): Optimizer =>
      optimizer.type === 'sgd' ? new Sgd(parameters, optimizer) : new Adam(parameters, optimizer);
    this.optimizers = {
      backbone: build(this.networks.backbone.parameters()),
      head: build(this.networks.newParameters),
      ...(discriminator && { discriminator: build(discriminator.parameters()) }),
    };
    this.views = {
      source: this.looksAtWeakSource ? (method.view === 'weak' ? ['weak'] : ['weak', 'strong']) : ['strong'],
      target: this.selfTraining && needsStrongView(this.selfTraining) ? ['weak', 'strong'] : ['weak'],
    };
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.networks.backbone, pretrained, weights);
  }

  phase(step: number): Phase {
    if (!this.adversary && !this.selfTraining) return { name: 'classification', batchFactor: 1 };
    if ('warmup' in this.method && step < this.method.warmup) return { name: 'warm-up', batchFactor: 1 };
    if (this.selfTraining && step >= this.selfTraining.from)
      return { name: 'self-training', batchFactor: this.selfTraining.batchFactor };
    return { name: this.adversary ? 'adaptation' : 'classification', batchFactor: 1 };
  }

  begin(step: number): string {
    this.at = step + 1;
    return this.phase(step).name;
  }

  step(batch: TrainingBatch): Record<string, tf.Scalar> {
    const { backbone, head, discriminator } = this.optimizers;
    const rates = () => this.rates(this.at - 1);
    const followers: Follower[] = [
      [backbone, () => rates().backbone],
      [head, () => rates().head],
    ];
    if (discriminator && !this.alone) followers.push([discriminator, () => rates().head]);
    return update(followers, () => this.losses(batch));
  }

  rates(step: number): { backbone: number; head: number } {
    const { optimizer, schedule } = this.method;
    const rate =
      optimizer.lr * (schedule === 'poly' ? polynomial(step, this.config.training.steps) : inverse(step));
    return { backbone: rate, head: rate * (optimizer.type === 'sgd' ? optimizer.newLayers : 1) };
  }

  features(images: tf.Tensor4D, domain: Domain): tf.Tensor2D {
    return noGrad(() => tf.tidy(() => this.networks.feature(images, { training: false, domain })));
  }

  classify(features: tf.Tensor2D): tf.Tensor2D {
    return noGrad(() => this.networks.head.forward(features));
  }

  logits(images: tf.Tensor4D, domain: Domain): tf.Tensor2D {
    return tf.tidy(() => this.classify(this.features(images, domain)));
  }

  estimateStatistics(images: tf.Tensor4D, domain: Domain, batch: number): void {
    const pass = { training: true, domain, momentum: 1 / (batch + 1) };
    noGrad(() => tf.tidy(() => void this.networks.feature(polarised(images, this.polarity(domain)), pass)));
  }

  dispose(): void {
    for (const module of Object.values(this.modules)) module.dispose();
    for (const optimizer of Object.values(this.optimizers)) optimizer.dispose();
  }

  private losses({ source, target }: TrainingBatch): Record<string, tf.Scalar> & { total: tf.Scalar } {
    const { networks, method, adversary, selfTraining } = this;
    const terms: Terms = {};
    const s = this.looksAtWeakSource
      ? networks.forward(polarised(source.weak, this.polarity('source')), onSource)
      : null;
    if (s && method.view !== 'strong') terms.cls = [1, crossEntropy(s.logits, source.labels)];
    if (method.view !== 'weak') {
      const { logits } = networks.forward(source.strong, s ? onNeither : onSource);
      terms.cls_strong = [1, crossEntropy(logits, source.labels)];
    }
    if (this.alone) return weighted(terms);
    const t = networks.forward(polarised(target.weak, this.polarity('target')), onTarget);
    const judged: Record<string, tf.Scalar> = {};
    if (s && adversary && 'weight' in method) {
      const { loss, accuracy } = adversary.judge(s, t, this.reversal());
      terms.adv = [method.weight, loss];
      judged.acc_adv = accuracy;
    }
    if (!selfTraining || !this.selfTrains) return { ...weighted(terms), ...judged };
    const { terms: more, figures } = targetLosses(
      selfTraining,
      t.logits,
      () => networks.forward(target.strong, onNeither).logits,
      this.alignment,
    );
    return { ...weighted({ ...terms, ...more }), ...judged, ...figures };
  }

  /** The share of a domain's weak views that the step that is done sees with dark and light swapped. */
  private polarity(domain: Domain): number {
    const changed = domain === 'target' && this.selfTrains ? this.selfTraining?.polarity : undefined;
    return changed ?? this.method.polarity;
  }

  private get selfTrains(): boolean {
    return this.selfTraining !== undefined && this.at - 1 >= this.selfTraining.from;
  }

  /** Whether the step that is done looks at the source alone. */
  private get alone(): boolean {
    return ['classification', 'warm-up'].includes(this.phase(this.at - 1).name);
  }

  /** Whether weak views of the source pass the networks: to be classified, or to be compared with the target's. */
  private get looksAtWeakSource(): boolean {
    return this.method.view !== 'strong' || this.adversary !== null;
  }

  /** How strongly the adversary's gradient is reversed: grows as DANN's from the end of the warm-up. */
  private reversal(): tf.Scalar {
    const { method } = this;
    return hostScalar(() =>
      'rampSteps' in method ? ramp((this.at - 1 - method.warmup) / method.rampSteps) : 0,
    );
  }
}
