import type * as tf from '@tensorflow/tfjs-core';
import type { BackboneConfig, Domain, RunConfig, SelfTrainingConfig } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { crossEntropy } from '@jiagu/losses';
import { hostScalar, type Module, type Parameter } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { Adam, inverse, polynomial, ramp, Sgd } from '@jiagu/training';
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
import { onSource, onTarget, untracked } from '../passes.js';
import { recogniserOf } from '../recogniser.js';
import { needsStrongView, targetLosses } from '../target-losses.js';
import { update, weighted, type Losses, type ScheduledOptimizer, type Terms } from '../update.js';
import { BackboneNetworks, type Recognition } from './backbone-networks.js';

type BackbonePhase = Phase<'source-only' | 'adaptation' | 'self-training'>;

/** The target is absent where the method never looks at it. */
type BackboneBatch = SourceBatch & Partial<AdaptationBatch>;

/**
 * Cross-entropy on the source, plus what the configured method adds: an adversary of the features (DANN, CDAN), losses
 * on the target's predictions (MCC, consistency), both, or nothing (source-only).
 */
export class BackboneMethod implements Method<BackboneBatch> {
  readonly modules: Record<string, Module>;
  readonly optimizers: { backbone: Optimizer; head: Optimizer; discriminator?: Optimizer };
  readonly feeds: Method['feeds'];
  readonly recogniser: Recogniser;
  step = -1;
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
    this.feeds = {
      source: {
        views: this.looksAtWeakSource ? (method.view === 'weak' ? ['weak'] : ['weak', 'strong']) : ['strong'],
        labels: true,
      },
      ...((this.adversary || this.selfTraining) && {
        target: {
          views: this.selfTraining && needsStrongView(this.selfTraining) ? ['weak', 'strong'] : ['weak'],
        },
      }),
    };
    const { networks } = this;
    this.recogniser = recogniserOf({
      feature: (images, pass) => networks.feature(images, pass),
      classify: (features) => networks.head.forward(features),
      track: (images, domain, pass) => networks.feature(invertShare(images, this.polarity(domain)), pass),
    });
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.networks.backbone, pretrained, weights);
  }

  phase(step: number): BackbonePhase {
    const { adversary, selfTraining } = this;
    const sourceOnly = (name: string) => ({ kind: 'source-only', name, batchFactor: 1 }) as const;
    if (!adversary && !selfTraining) return sourceOnly('classification');
    if ('warmup' in this.method && step < this.method.warmup) return sourceOnly('warm-up');
    if (selfTraining && step >= selfTraining.from)
      return { kind: 'self-training', name: 'self-training', batchFactor: selfTraining.batchFactor };
    return adversary
      ? { kind: 'adaptation', name: 'adaptation', batchFactor: 1 }
      : sourceOnly('classification');
  }

  begin(step: number): string {
    this.step = step;
    return this.phase(step).kind;
  }

  trainStep(batch: BackboneBatch): Record<string, tf.Scalar> {
    const { backbone, head, discriminator } = this.optimizers;
    const rates = () => this.rates(this.step);
    const optimizers: ScheduledOptimizer[] = [
      [backbone, () => rates().backbone],
      [head, () => rates().head],
    ];
    if (discriminator && !this.sourceOnly) optimizers.push([discriminator, () => rates().head]);
    return update(optimizers, () => this.losses(batch));
  }

  rates(step: number): { backbone: number; head: number } {
    const { optimizer, schedule } = this.method;
    const rate =
      optimizer.lr * (schedule === 'poly' ? polynomial(step, this.config.training.steps) : inverse(step));
    return { backbone: rate, head: rate * (optimizer.type === 'sgd' ? optimizer.newLayers : 1) };
  }

  private losses({ source, target }: BackboneBatch): Losses {
    const { networks, method } = this;
    const terms: Terms = {};
    const s = this.looksAtWeakSource
      ? networks.forward(invertShare(source.weak, this.polarity('source')), onSource)
      : null;
    if (s && method.view !== 'strong') terms.cls = [1, crossEntropy(s.logits, source.labels)];
    if (method.view !== 'weak') {
      const { logits } = networks.forward(source.strong, s ? untracked : onSource);
      terms.cls_strong = [1, crossEntropy(logits, source.labels)];
    }
    return this.sourceOnly || !target ? weighted(terms) : this.adaptationLosses(terms, s, target);
  }

  /**
   * Adds the losses that look at the target.
   * @param terms of the source
   * @param s features and scores of the weak source; null where they are not computed
   */
  private adaptationLosses(terms: Terms, s: Recognition | null, target: Images): Losses {
    const { networks, method, adversary, selfTraining } = this;
    const t = networks.forward(invertShare(target.weak, this.polarity('target')), onTarget);
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
      () => networks.forward(target.strong, untracked).logits,
      this.alignment,
    );
    return { ...weighted({ ...terms, ...more }), ...judged, ...figures };
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

  /** Whether weak views of the source pass the networks: to be classified, or to be compared with the target's. */
  private get looksAtWeakSource(): boolean {
    return this.method.view !== 'strong' || this.adversary !== null;
  }

  /** How strongly the adversary's gradient is reversed: grows as DANN's from the end of the warm-up. */
  private reversal(): tf.Scalar {
    const { method } = this;
    return hostScalar(() =>
      'rampSteps' in method ? ramp((this.step - method.warmup) / method.rampSteps) : 0,
    );
  }
}
