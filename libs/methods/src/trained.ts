import type { ModelConfig, StsnConfig } from '@jiagu/config';
import type { Separation } from '@jiagu/evaluation';
import type { Module } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { BackboneNetworks } from './backbone-method/backbone-networks.js';
import { buildEncoder } from './build-encoder.js';
import { readingOf, type Reading } from './recogniser.js';
import { buildSeparationNetworks } from './stsn/separation-networks.js';
import { separationOf } from './stsn/separation.js';

/** What decides which networks a trained run is used with, and their shapes. */
export interface TrainedShape {
  readonly classes: number;
  /** channels of the images */
  readonly channels: 1 | 3;
  readonly model: ModelConfig;
  /** a backbone with its bottleneck, or STSN */
  readonly method:
    | {
        readonly kind: 'backbone';
        readonly bottleneck: number;
        /** whether there are two classifiers, whose scores are averaged */
        readonly second: boolean;
      }
    | ({
        readonly kind: 'stsn';
        /** whether the decoder belongs to an encoder of its own, which self-training left behind */
        readonly snapshot: boolean;
        /** whether the moving average of the decoder draws */
        readonly averaged: boolean;
      } & Pick<StsnConfig, 'textureCode' | 'privateEncoder' | 'decoder'>);
}

/** Networks that a trained run is used with. */
export interface Trained {
  /** under the prefixes that they have in the state dicts of the method */
  readonly modules: Readonly<Record<string, Module>>;
  readonly recogniser: Reading;
  readonly separation?: Separation;
}

/** Builds the networks of a trained run alone, without those that only its training needs, with fresh weights. */
export function buildTrained(shape: TrainedShape, init: RandomStream): Trained {
  const { classes, channels, model, method } = shape;
  if (method.kind === 'backbone') {
    const networks = new BackboneNetworks(
      { data: { classes, channels }, model },
      method,
      init,
      method.second,
    );
    return {
      modules: networks.modules,
      recogniser: readingOf({
        feature: (images, pass) => networks.feature(images, pass),
        maps: (images, pass) => networks.maps(images, pass),
        classify: (features) => networks.classify(features),
      }),
    };
  }
  const networks = buildSeparationNetworks({ classes, channels, model, method }, init);
  const { E_g, C, E_n, G } = networks;
  const drawing = method.snapshot ? buildEncoder(model, channels, init) : E_g;
  return {
    modules: {
      enc_shared: E_g,
      'enc_shared.fc': C,
      enc_s: E_n.source,
      enc_t: E_n.target,
      [method.averaged ? 'average_dec' : 'dec']: G,
      ...(method.snapshot && { enc_snapshot: drawing }),
    },
    recogniser: readingOf({
      feature: (images, pass) => E_g.forward(images, pass).pooled,
      maps: (images, pass) => E_g.forward(images, pass).last,
      classify: (features) => C.forward(features),
    }),
    separation: separationOf(networks, () => drawing),
  };
}
