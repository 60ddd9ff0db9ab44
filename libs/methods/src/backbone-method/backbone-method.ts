import type * as tf from '@tensorflow/tfjs-core';
import type {
  BackboneConfig,
  Domain,
  McdConfig,
  RunConfig,
  SelfTrainingConfig,
  ShotConfig,
} from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { crossEntropy, informationMaximisation } from '@jiagu/losses';
import { hostScalar, type Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { ramp } from '@jiagu/training';
import type {
  AdaptationBatch,
  Images,
  InitialWeights,
  Method,
  Optimizer,
  Phase,
  SourceBatch,
} from '@jiagu/training';
import type { Adversary } from '../adversary/adversary.js';
import { buildAdversary } from '../adversary/build-adversary.js';
import { DistributionAlignment } from '../distribution-alignment.js';
import { loadPretrained } from '../load-pretrained.js';
import { invertShare } from '../invert-share.js';
import { onTarget, untracked } from '../passes.js';
import { recogniserOf } from '../recogniser.js';
import { needsStrongView, targetLosses } from '../target-losses.js';
import { update, weighted, type Losses, type ScheduledOptimizer, type Terms } from '../update.js';
import { alignmentLosses } from './alignment-losses.js';
import { BackboneNetworks, type Recognition } from './backbone-networks.js';
import { playDiscrepancy } from './classifier-discrepancy.js';
import { classification, seenViews, viewsOfSource, type SeenView } from './classify-source.js';
import { ClusterLabels } from './cluster-labels.js';
import { buildOptimizer, ratesOf } from './optimizers.js';

type BackbonePhase = Phase<'source-only' | 'adaptation' | 'self-training'>;

/** The target is absent where the method never looks at it. */
type BackboneBatch = SourceBatch & Partial<AdaptationBatch>;

/**
 * Cross-entropy on the source, and what the configured method adds to it, each of which may be absent: an adversary behind
 * gradient reversal (DANN, CDAN, MDD), losses between the domains' features (DAN, JAN, Deep CORAL, AFN, BSP), losses on
 * the target's predictions (MCC, consistency), a second classifier and its discrepancy (MCD, SWD); or, after the warm-up,
 * clusters of the target in place of the source (SHOT).
 */
export class BackboneMethod implements Method<BackboneBatch> {
  readonly modules: Record<string, Module>;
  readonly optimizers: {
    backbone: Optimizer;
    bottleneck?: Optimizer;
    head: Optimizer;
    discriminator?: Optimizer;
  };
  readonly feeds: Method['feeds'];
  readonly recogniser: Recogniser;
  step = -1;
  private readonly networks: BackboneNetworks;
  private readonly adversary: Adversary | null;
  private readonly discrepancy: McdConfig | null;
  /** of SHOT: the source is looked at in the warm-up only */
  private readonly hypothesis: { settings: ShotConfig; clusters: ClusterLabels } | null;
  private readonly selfTraining: SelfTrainingConfig | undefined;
  private readonly distribution: DistributionAlignment | null;

  constructor(
    private readonly config: RunConfig,
    private readonly method: BackboneConfig,
    private readonly random: RandomStreams,
  ) {
    const { classes } = config.data;
    this.discrepancy = method.name === 'mcd' ? method : null;
    this.networks = new BackboneNetworks(config, method, random.stream('init'), this.discrepancy !== null);
    const { networks } = this;
    this.adversary = buildAdversary(method, networks.features, classes, random);
    this.hypothesis =
      method.name === 'shot'
        ? { settings: method, clusters: new ClusterLabels(networks.features, classes, method.memory) }
        : null;
    this.selfTraining = 'selfTraining' in method ? method.selfTraining : undefined;
    this.distribution = this.selfTraining?.distributionAlignment ? new DistributionAlignment(classes) : null;
    const discriminator = this.adversary?.network;
    this.modules = {
      ...networks.modules,
      ...(discriminator && { discriminator }),
      ...(this.distribution && { alignment: this.distribution }),
      ...(this.hypothesis && { clusters: this.hypothesis.clusters }),
    };
    const { backbone, bottleneck, heads } = networks;
    this.optimizers = {
      backbone: buildOptimizer(method, backbone),
      ...(bottleneck && { bottleneck: buildOptimizer(method, bottleneck) }),
      head: buildOptimizer(method, ...heads),
      ...(discriminator && { discriminator: buildOptimizer(method, discriminator) }),
    };
    const strong = this.selfTraining !== undefined && needsStrongView(this.selfTraining);
    this.feeds = {
      source: { views: viewsOfSource(method, this.comparesDomains), labels: true },
      ...((this.adapts || this.selfTraining) && {
        target: { views: strong ? ['weak', 'strong'] : ['weak'] },
      }),
    };
    this.recogniser = recogniserOf({
      feature: (images, pass) => networks.feature(images, pass),
      maps: (images, pass) => networks.maps(images, pass),
      classify: (features) => networks.classify(features),
      track: (images, domain, pass) => networks.feature(invertShare(images, this.polarity(domain)), pass),
    });
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.networks.backbone, pretrained, weights);
  }

  phase(step: number): BackbonePhase {
    const { selfTraining } = this;
    const sourceOnly = (name: string) => ({ kind: 'source-only', name, batchFactor: 1 }) as const;
    if (!this.adapts && !selfTraining) return sourceOnly('classification');
    if ('warmup' in this.method && step < this.method.warmup) return sourceOnly('warm-up');
    if (selfTraining && step >= selfTraining.from)
      return { kind: 'self-training', name: 'self-training', batchFactor: selfTraining.batchFactor };
    return this.adapts
      ? { kind: 'adaptation', name: 'adaptation', batchFactor: 1 }
      : sourceOnly('classification');
  }

  begin(step: number): string {
    this.step = step;
    return this.phase(step).kind;
  }

  trainStep(batch: BackboneBatch): Record<string, tf.Scalar> {
    const { source, target } = batch;
    const { encoder, head, discriminator } = this.scheduled;
    if (this.sourceOnly || !target) {
      const views = this.seen(source);
      return update([...encoder, head], () => weighted(this.sourceTerms(views, source.labels).terms));
    }
    // A classifier that is the source's hypothesis stands still.
    const trained = [
      ...encoder,
      ...(this.hypothesis ? [] : [head]),
      ...(discriminator ? [discriminator] : []),
    ];
    const views = this.hypothesis ? [] : this.seen(source);
    const losses = update(trained, () => this.adaptationLosses(views, source.labels, target));
    if (!this.discrepancy) return losses;
    const weak = invertShare(target.weak, this.polarity('target'));
    const step = { views, labels: source.labels, target: weak, encoder, classifiers: [head] };
    return {
      ...losses,
      ...playDiscrepancy(this.networks, this.discrepancy, this.random.stream('directions'), step),
    };
  }

  rates(step: number): { backbone: number; head: number } {
    return ratesOf(this.method, step, this.config.training.steps);
  }

  private seen(source: SourceBatch['source']): SeenView[] {
    return seenViews(this.method, source, this.polarity('source'), this.comparesDomains);
  }

  /** Classification of the source, and what the networks say of its weak view where that passes. */
  private sourceTerms(views: SeenView[], labels: tf.Tensor1D): { terms: Terms; weak: Recognition | null } {
    const terms: Terms = {};
    let weak: Recognition | null = null;
    for (const seen of views) {
      const said = this.networks.forward(seen.images, seen.pass);
      Object.assign(terms, classification(seen, said, labels, this.hypothesis?.settings.labelSmoothing));
      if (seen.view === 'weak') weak = said;
    }
    return { terms, weak };
  }

  /** All losses of a step that looks at the target. */
  private adaptationLosses(views: SeenView[], labels: tf.Tensor1D, target: Images): Losses {
    const { networks, method, adversary, selfTraining } = this;
    const { terms, weak: s } = this.sourceTerms(views, labels);
    const t = networks.forward(invertShare(target.weak, this.polarity('target')), onTarget);
    const figures: Record<string, tf.Scalar> = {};
    if (s && adversary && 'weight' in method) {
      const judgement = adversary.judge(s, t, this.reversal());
      terms.adv = [method.weight, judgement.loss];
      Object.assign(figures, judgement.figures);
    }
    if (s && 'alignment' in method) Object.assign(terms, alignmentLosses(method.alignment, s, t));
    if (this.hypothesis) {
      const { settings, clusters } = this.hypothesis;
      terms.information = [settings.informationMaximisation, informationMaximisation(t.logits)];
      terms.clusters = [settings.clusters, crossEntropy(t.logits, clusters.forward(t))];
    }
    if (!selfTraining || !this.selfTrains) return { ...weighted(terms), ...figures };
    const more = targetLosses(
      selfTraining,
      t.logits,
      () => networks.forward(target.strong, untracked).logits,
      this.distribution,
    );
    return { ...weighted({ ...terms, ...more.terms }), ...figures, ...more.figures };
  }

  /** The optimisers with their rates: of the encoder, the classifiers, the adversary. */
  private get scheduled(): {
    encoder: ScheduledOptimizer[];
    head: ScheduledOptimizer;
    discriminator: ScheduledOptimizer | null;
  } {
    const { backbone, bottleneck, head, discriminator } = this.optimizers;
    const fresh = (optimizer: Optimizer): ScheduledOptimizer => [optimizer, () => this.rates(this.step).head];
    return {
      encoder: [[backbone, () => this.rates(this.step).backbone], ...(bottleneck ? [fresh(bottleneck)] : [])],
      head: fresh(head),
      discriminator: discriminator ? fresh(discriminator) : null,
    };
  }

  /** The share of a domain's weak views that the current step sees with dark and light swapped. */
  private polarity(domain: Domain): number {
    const changed = domain === 'target' && this.selfTrains ? this.selfTraining?.polarity : undefined;
    return changed ?? this.method.polarity;
  }

  private get selfTrains(): boolean {
    return this.selfTraining !== undefined && this.step >= this.selfTraining.from;
  }

  /** Whether the current step looks at the source alone. */
  private get sourceOnly(): boolean {
    return this.phase(this.step).kind === 'source-only';
  }

  /** Whether weak views of both domains are compared, be the source's classified or not. */
  private get comparesDomains(): boolean {
    return this.adversary !== null || ('alignment' in this.method && this.method.alignment.length > 0);
  }

  /** Whether the target is looked at, self-training aside. */
  private get adapts(): boolean {
    return this.comparesDomains || this.discrepancy !== null || this.hypothesis !== null;
  }

  /** How strongly the adversary's gradient is reversed: grows as DANN's from the end of the warm-up. */
  private reversal(): tf.Scalar {
    const { method } = this;
    const most = 'coefficient' in method ? method.coefficient : 1;
    return hostScalar(() =>
      'rampSteps' in method ? most * ramp((this.step - method.warmup) / method.rampSteps) : 0,
    );
  }
}
