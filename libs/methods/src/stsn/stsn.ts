import type * as tf from '@tensorflow/tfjs-core';
import type { Domain, RunConfig, StsnConfig } from '@jiagu/config';
import { translationBySwap, type Recogniser, type Separation, type Translation } from '@jiagu/evaluation';
import type { Module, Pass } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import type { AdaptationBatch, InitialWeights, Method, Phase } from '@jiagu/training';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { buildEncoder } from '../build-encoder.js';
import { DistributionAlignment } from '../distribution-alignment.js';
import { loadPretrained } from '../load-pretrained.js';
import { invertShare } from '../invert-share.js';
import { MovingAverage } from '../moving-average.js';
import { recogniserOf } from '../recogniser.js';
import { needsStrongView } from '../target-losses.js';
import { classifiesTranslated, judgesImages, type Probe, type StsnContext } from './context.js';
import { ImageAdversary } from './image-adversary.js';
import { iteration } from './iteration.js';
import { buildNetworks } from './networks.js';
import { buildOptimizers, learningRates } from './optimizers.js';
import { preparePerceptual } from './prepare-perceptual.js';
import { selfTraining } from './self-training.js';
import { buildSeparationNetworks } from './separation-networks.js';
import { separationOf } from './separation.js';
import { decoderWarmup, encoderWarmup } from './warmup.js';

type StsnPhase = Phase<'encoder-warmup' | 'decoder-warmup' | 'separation' | 'self-training'>;

/** Structure-Texture Separation Network (Wang, Deng and Liu, IEEE TIP 31, 2022). */
export class Stsn implements Method<AdaptationBatch> {
  readonly modules: Record<string, Module>;
  readonly optimizers: Method['optimizers'];
  readonly recogniser: Recogniser;
  readonly separation: Separation;
  readonly translation: Translation;
  readonly feeds: Method['feeds'];
  private readonly context: StsnContext;
  /** the encoder that the decoder was trained with, once self-training lets E_g go on alone */
  private readonly snapshot: SharedEncoder | null;

  constructor(
    private readonly config: RunConfig,
    private readonly method: StsnConfig,
    random: RandomStreams,
  ) {
    const { classes, channels, imageSize } = config.data;
    const shape = { classes, channels, imageSize, model: config.model, method };
    const networks = buildNetworks(shape, random);
    const { E_g, C, E_n, G, D_I, D_F, phi } = networks;
    const optimizers = buildOptimizers(networks, method);
    const { selfTraining, ema } = method;
    // A stream of its own, so that a run with an average has the same initial weights as one without.
    const averaged = ema && buildSeparationNetworks(shape, new RandomStreams(random.seed).stream('init')).G;
    const average = ema && averaged ? new MovingAverage(averaged, G, ema) : null;
    this.snapshot =
      selfTraining?.drawing === 'frozen' ? buildEncoder(config.model, channels, random.stream('init')) : null;
    const alignment = selfTraining?.distributionAlignment ? new DistributionAlignment(classes) : null;
    // The names of the published state dicts.
    this.modules = {
      enc_shared: E_g,
      'enc_shared.fc': C,
      enc_s: E_n.source,
      enc_t: E_n.target,
      dec: G,
      ...(average && { average_dec: average.network }),
      dis_s2t: D_I.target,
      dis_t2s: D_I.source,
      dis_f: D_F,
      vgg: phi,
      ...(this.snapshot && { enc_snapshot: this.snapshot }),
      ...(alignment && { alignment }),
    };
    this.optimizers = { ...optimizers };
    const stronglySupervised =
      method.weights.strongSource > 0 || method.warmup.encoder + method.warmup.decoder > 0;
    this.feeds = {
      source: { views: stronglySupervised ? ['weak', 'strong'] : ['weak'], labels: true },
      target: { views: selfTraining && needsStrongView(selfTraining) ? ['weak', 'strong'] : ['weak'] },
    };
    const { reconstructionWeights, textureWeights, structureWeights } = method.perceptual;
    this.context = {
      networks,
      optimizers,
      imageAdversary: new ImageAdversary(D_I, method.imageDiscriminator, random),
      average,
      config: method,
      totalSteps: config.training.steps,
      step: -1,
      alignment,
      get perceptualWeights() {
        const factors = phi.calibration();
        const calibrated = (weights: readonly number[], from: number): number[] =>
          weights.map((weight, i) => weight * (factors[from + i] ?? 1));
        return {
          reconstruction: calibrated(reconstructionWeights, 0),
          translation: { texture: calibrated(textureWeights, 0), structure: calibrated(structureWeights, 3) },
        };
      },
    };
    this.recogniser = recogniserOf({
      feature: (images, pass) => E_g.forward(images, pass).pooled,
      maps: (images, pass) => E_g.forward(images, pass).last,
      classify: (features) => C.forward(features),
      track: (images, domain, pass) => this.track(images, domain, pass),
    });
    this.separation = separationOf({ E_n, G: average?.network ?? G }, () => this.drawingEncoder);
    this.translation = translationBySwap(this.separation);
  }

  get step(): number {
    return this.context.step;
  }

  set step(step: number) {
    this.context.step = step;
  }

  /** Sees the tensors of the steps that follow, for checks. */
  set probe(probe: Probe | undefined) {
    this.context.probe = probe;
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.context.networks.E_g, pretrained, weights);
    await preparePerceptual(this.context.networks.phi, this.config, this.method, weights);
  }

  phase(step: number): StsnPhase {
    const { warmup, selfTraining } = this.method;
    if (step < warmup.encoder) return { kind: 'encoder-warmup', name: 'encoder warm-up', batchFactor: 1 };
    if (step < warmup.encoder + warmup.decoder)
      return { kind: 'decoder-warmup', name: 'decoder warm-up', batchFactor: 1 };
    if (selfTraining && step >= selfTraining.from)
      return { kind: 'self-training', name: 'self-training', batchFactor: selfTraining.batchFactor };
    return { kind: 'separation', name: 'separation', batchFactor: 1 };
  }

  begin(step: number): string {
    const { selfTraining } = this.method;
    if (this.snapshot && step === selfTraining?.from) {
      // Self-training begins with a copy of the encoder that the decoder was trained with, and with fresh optimiser
      // state: gradients of the reconstruction are so large that Adam would take small steps for a long time.
      this.snapshot.copyFrom(this.context.networks.E_g);
      this.context.optimizers.encoder.reset();
      this.context.optimizers.classifier.reset();
    }
    this.step = step;
    const { kind } = this.phase(step);
    if (kind === 'separation' || (kind === 'self-training' && !this.snapshot))
      return `${kind}, judging ${judgesImages(this.context)}, translated ${classifiesTranslated(this.context)}`;
    return kind;
  }

  trainStep(batch: AdaptationBatch): Record<string, tf.Scalar> {
    const { selfTraining: settings } = this.method;
    switch (this.phase(this.step).kind) {
      case 'encoder-warmup':
        return encoderWarmup(this.context, batch);
      case 'decoder-warmup':
        return decoderWarmup(this.context, batch);
      case 'self-training':
        if (this.snapshot && settings) return selfTraining(this.context, this.snapshot, settings, batch);
        return iteration(this.context, batch);
      case 'separation':
        return iteration(this.context, batch);
    }
  }

  rates(step: number): Record<string, number> {
    return learningRates(this.method, step, this.config.training.steps);
  }

  /** Updates the running statistics of every network that sees this domain. */
  private track(images: tf.Tensor4D, domain: Domain, pass: Pass): void {
    const { E_g, E_n } = this.context.networks;
    const { polarity, selfTraining } = this.method;
    const drawnFrom = this.drawingEncoder;
    if (drawnFrom !== E_g) {
      const recognised = domain === 'target' ? (selfTraining?.polarity ?? polarity) : polarity;
      E_g.forward(invertShare(images, recognised), pass);
    }
    E_n[domain].forward(drawnFrom.forward(invertShare(images, polarity), pass).low, pass);
  }

  /** The encoder that the decoder was trained with. */
  private get drawingEncoder(): SharedEncoder {
    const selfTrains = this.step >= 0 && this.phase(this.step).kind === 'self-training';
    return (selfTrains && this.snapshot) || this.context.networks.E_g;
  }
}
