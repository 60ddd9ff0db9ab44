import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig, StsnConfig } from '@jiagu/config';
import { noGrad, type Domain, type Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import type { InitialWeights, Method, Phase, Separation, TrainingBatch } from '@jiagu/training';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { buildEncoder } from '../build-encoder.js';
import { DistributionAlignment } from '../distribution-alignment.js';
import { loadPretrained } from '../load-pretrained.js';
import { polarised } from '../polarised.js';
import { needsStrongView } from '../target-losses.js';
import { classifiesTranslated, judgesImages, type Probe, type StsnContext } from './context.js';
import { domainCodes } from './images.js';
import { iteration } from './iteration.js';
import { buildNetworks } from './networks.js';
import { buildOptimizers, learningRates } from './optimizers.js';
import { preparePerceptual } from './prepare-perceptual.js';
import { selfTraining } from './self-training.js';
import { decoderWarmup, encoderWarmup } from './warmup.js';

/** Structure-Texture Separation Network (Wang, Deng and Liu, IEEE TIP 31, 2022). */
export class Stsn implements Method {
  readonly modules: Record<string, Module>;
  readonly optimizers: Method['optimizers'];
  readonly separation: Separation;
  readonly views: Method['views'];
  at = 0;
  private readonly context: StsnContext;
  /** the encoder that the decoder was trained with, once self-training lets E_g go on alone */
  private readonly snapshot: SharedEncoder | null;

  constructor(
    private readonly config: RunConfig,
    private readonly method: StsnConfig,
    random: RandomStreams,
  ) {
    const { classes, channels } = config.data;
    const networks = buildNetworks({ classes, channels, model: config.model, method }, random);
    const { E_g, C, E_n, G, D_I, D_F, phi } = networks;
    const optimizers = buildOptimizers(networks, method);
    const { selfTraining } = method;
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
    this.views = {
      source: stronglySupervised ? ['weak', 'strong'] : ['weak'],
      target: selfTraining && needsStrongView(selfTraining) ? ['weak', 'strong'] : ['weak'],
    };
    const { reconstructionWeights, textureWeights, structureWeights } = method.perceptual;
    this.context = {
      networks,
      optimizers,
      config: method,
      totalSteps: config.training.steps,
      step: 0,
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
    this.separation = {
      encode: (images, domain) => this.encode(images, domain),
      decode: (structure, texture, domain) =>
        noGrad(() =>
          tf.tidy(() =>
            G.forward(structure, texture, domainCodes([domain === 'source' ? 0 : 1], structure.shape[0])),
          ),
        ),
    };
  }

  /** Lets a check look inside of the steps that follow. */
  set probe(probe: Probe | undefined) {
    this.context.probe = probe;
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.context.networks.E_g, pretrained, weights);
    await preparePerceptual(this.context.networks.phi, this.config, this.method, weights);
  }

  phase(step: number): Phase {
    const { warmup, selfTraining } = this.method;
    if (step < warmup.encoder) return { name: 'encoder warm-up', batchFactor: 1 };
    if (step < warmup.encoder + warmup.decoder) return { name: 'decoder warm-up', batchFactor: 1 };
    if (selfTraining && step >= selfTraining.from)
      return { name: 'self-training', batchFactor: selfTraining.batchFactor };
    return { name: 'separation', batchFactor: 1 };
  }

  begin(step: number): string {
    const { selfTraining } = this.method;
    if (this.snapshot && step === selfTraining?.from) {
      // Self-training begins with a copy of the encoder that the decoder belongs to, and without the memory of its
      // gradients: those of the reconstruction are so large that Adam would take small steps for a long time.
      this.snapshot.copyFrom(this.context.networks.E_g);
      this.context.optimizers.encoder.reset();
      this.context.optimizers.classifier.reset();
    }
    this.context.step = step;
    this.at = step + 1;
    const { name } = this.phase(step);
    if (name.endsWith('warm-up') || (name === 'self-training' && this.snapshot)) return name;
    return `${name}, judging ${judgesImages(this.context)}, translated ${classifiesTranslated(this.context)}`;
  }

  step(batch: TrainingBatch): Record<string, tf.Scalar> {
    const { selfTraining: settings } = this.method;
    switch (this.phase(this.context.step).name) {
      case 'encoder warm-up':
        return encoderWarmup(this.context, batch);
      case 'decoder warm-up':
        return decoderWarmup(this.context, batch);
      case 'self-training':
        if (this.snapshot && settings) return selfTraining(this.context, this.snapshot, settings, batch);
    }
    return iteration(this.context, batch);
  }

  rates(step: number): Record<string, number> {
    return learningRates(this.method, step, this.config.training.steps);
  }

  features(images: tf.Tensor4D, domain: Domain): tf.Tensor2D {
    const { E_g } = this.context.networks;
    return noGrad(() => tf.tidy(() => E_g.forward(images, { training: false, domain }).pooled));
  }

  classify(features: tf.Tensor2D): tf.Tensor2D {
    return noGrad(() => this.context.networks.C.forward(features));
  }

  logits(images: tf.Tensor4D, domain: Domain): tf.Tensor2D {
    return tf.tidy(() => this.classify(this.features(images, domain)));
  }

  /** Of everything that looks at images of that domain, unless the statistics are shared as published. */
  estimateStatistics(images: tf.Tensor4D, domain: Domain, batch: number): void {
    const { E_g, E_n } = this.context.networks;
    const pass = { training: true, domain, momentum: 1 / (batch + 1) };
    noGrad(() =>
      tf.tidy(() => {
        const { polarity, selfTraining } = this.method;
        const drawnFrom = this.drawingEncoder;
        if (drawnFrom !== E_g) {
          const recognised = domain === 'target' ? (selfTraining?.polarity ?? polarity) : polarity;
          E_g.forward(polarised(images, recognised), pass);
        }
        E_n[domain].forward(drawnFrom.forward(polarised(images, polarity), pass).low, pass);
      }),
    );
  }

  dispose(): void {
    for (const module of Object.values(this.modules)) module.dispose();
    for (const optimizer of Object.values(this.optimizers)) optimizer.dispose();
  }

  /** The encoder that the decoder belongs to. */
  private get drawingEncoder(): SharedEncoder {
    const selfTraining = this.at > 0 && this.phase(this.at - 1).name === 'self-training';
    return (selfTraining && this.snapshot) || this.context.networks.E_g;
  }

  private encode(images: tf.Tensor4D, domain: Domain): { structure: tf.Tensor4D; texture: tf.Tensor2D } {
    return noGrad(() =>
      tf.tidy(() => {
        const pass = { training: false, domain };
        const { low, structure } = this.drawingEncoder.forward(images, pass);
        return { structure, texture: this.context.networks.E_n[domain].forward(low, pass) };
      }),
    );
  }
}
