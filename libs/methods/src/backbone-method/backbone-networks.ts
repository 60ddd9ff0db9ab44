import type * as tf from '@tensorflow/tfjs-core';
import { Classifier } from '@jiagu/classifier';
import type { BackboneConfig, RunConfig } from '@jiagu/config';
import { Linear, type Module, type Parameter, type Pass } from '@jiagu/nn';
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

/** Backbone, linear bottleneck and linear classifier. */
export class BackboneNetworks {
  readonly backbone: SharedEncoder;
  readonly bottleneck: Linear | null;
  readonly head: Classifier;
  /** length of `feature` */
  readonly features: number;

  constructor({ data, model }: RunConfig, method: BackboneConfig, init: RandomStream) {
    this.backbone = buildEncoder(model, data.channels, init);
    const pooled = this.backbone.features;
    this.bottleneck = method.bottleneck > 0 ? new Linear(pooled, method.bottleneck, 'xavier', init) : null;
    this.features = method.bottleneck || pooled;
    this.head = new Classifier(this.features, data.classes, init);
  }

  /** The networks by the prefixes of their state dicts. */
  get modules(): Record<string, Module> {
    const { backbone, bottleneck, head } = this;
    return { backbone, ...(bottleneck && { bottleneck }), head };
  }

  /** The parameters that start with fresh values even if the backbone is pretrained. */
  get newParameters(): Parameter[] {
    return [...(this.bottleneck?.parameters() ?? []), ...this.head.parameters()];
  }

  /**
   * @param images [N, H, W, channels] in [-1, 1]
   * @returns [N, features]
   */
  feature(images: tf.Tensor4D, pass: Pass): tf.Tensor2D {
    const { pooled } = this.backbone.forward(images, pass);
    return this.bottleneck?.forward(pooled) ?? pooled;
  }

  /** @param images [N, H, W, channels] in [-1, 1] */
  forward(images: tf.Tensor4D, pass: Pass): Recognition {
    const feature = this.feature(images, pass);
    return { feature, logits: this.head.forward(feature) };
  }
}
