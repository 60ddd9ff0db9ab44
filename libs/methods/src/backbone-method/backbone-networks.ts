import * as tf from '@tensorflow/tfjs-core';
import { Classifier } from '@jiagu/classifier';
import type { AddaConfig, BackboneConfig, DataConfig, ModelConfig } from '@jiagu/config';
import { Linear, type Module, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { buildEncoder } from '../build-encoder.js';

/** The networks' outputs for a batch. */
export interface Recognition {
  /** after the bottleneck, [N, features] */
  readonly feature: tf.Tensor2D;
  /** class scores [N, classes] */
  readonly logits: tf.Tensor2D;
}

/** The same with the scores of each classifier, of which `logits` are the mean. */
export interface Scored extends Recognition {
  readonly scores: readonly [tf.Tensor2D, ...tf.Tensor2D[]];
}

/** What decides the shapes of the networks, with the method's bottleneck. */
export interface BackboneShape {
  readonly data: Pick<DataConfig, 'channels' | 'classes'>;
  readonly model: ModelConfig;
}

/** Backbone and linear bottleneck. */
export class FeatureExtractor {
  readonly backbone: SharedEncoder;
  readonly bottleneck: Linear | null;
  /** length of a feature */
  readonly features: number;

  constructor(
    { data, model }: BackboneShape,
    method: Pick<BackboneConfig | AddaConfig, 'bottleneck'>,
    init: RandomStream,
  ) {
    this.backbone = buildEncoder(model, data.channels, init);
    const pooled = this.backbone.features;
    this.bottleneck = method.bottleneck > 0 ? new Linear(pooled, method.bottleneck, 'xavier', init) : null;
    this.features = method.bottleneck || pooled;
  }

  /** Under the prefixes of their state dicts. */
  get modules(): { readonly backbone: SharedEncoder; readonly bottleneck?: Linear } {
    const { backbone, bottleneck } = this;
    return { backbone, ...(bottleneck && { bottleneck }) };
  }

  /**
   * @param images [N, H, W, channels] in [-1, 1]
   * @returns [N, features]
   */
  feature(images: tf.Tensor4D, pass: Pass): tf.Tensor2D {
    const { pooled } = this.backbone.forward(images, pass);
    return this.bottleneck?.forward(pooled) ?? pooled;
  }
}

/** Backbone, linear bottleneck, and a linear classifier or several, whose scores are averaged. */
export class BackboneNetworks extends FeatureExtractor {
  readonly heads: readonly [Classifier, ...Classifier[]];

  /** @param second whether there are two classifiers */
  constructor(
    shape: BackboneShape,
    method: Pick<BackboneConfig | AddaConfig, 'bottleneck'>,
    init: RandomStream,
    second = false,
  ) {
    super(shape, method, init);
    const head = (): Classifier => new Classifier(this.features, shape.data.classes, init);
    this.heads = second ? [head(), head()] : [head()];
  }

  override get modules(): FeatureExtractor['modules'] & Record<string, Module> {
    const [head, second] = this.heads;
    return { ...super.modules, head, ...(second && { head2: second }) };
  }

  /** [N, features] -> class scores [N, classes]. */
  classify(feature: tf.Tensor2D): tf.Tensor2D {
    return mean(this.score(feature));
  }

  /** [N, features] -> class scores of each classifier. */
  score(feature: tf.Tensor2D): Scored['scores'] {
    const [first, ...others] = this.heads;
    return [first.forward(feature), ...others.map((head) => head.forward(feature))];
  }

  /**
   * The feature of each place: the bottleneck is affine, so that it may pass before the average.
   * @param images [N, H, W, channels] in [-1, 1]
   * @returns [N, h, w, features]
   */
  maps(images: tf.Tensor4D, pass: Pass): tf.Tensor4D {
    const { last } = this.backbone.forward(images, pass);
    if (!this.bottleneck) return last;
    const [count, height, width, channels] = last.shape;
    const places = this.bottleneck.forward(tf.reshape(last, [count * height * width, channels]));
    return tf.reshape(places, [count, height, width, this.features]);
  }

  /** @param images [N, H, W, channels] in [-1, 1] */
  forward(images: tf.Tensor4D, pass: Pass): Scored {
    const feature = this.feature(images, pass);
    const scores = this.score(feature);
    return { feature, scores, logits: mean(scores) };
  }
}

const mean = ([first, ...others]: Scored['scores']): tf.Tensor2D =>
  others.length === 0 ? first : tf.div(tf.addN([first, ...others]), others.length + 1);
