import type { CutConfig, RunConfig } from '@jiagu/config';
import { patchContrast } from '@jiagu/losses';
import { hostTensor, Linear, Module, noGrad, normalOf, relu } from '@jiagu/nn';
import type { RandomStream, RandomStreams } from '@jiagu/random';
import { ResnetTranslator } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';
import type { Terms } from '../update.js';
import { OneWay, type OneWayStep, type OneWayWish } from './one-way.js';

/** Two linear layers with a ReLU between them: features of a layer to vectors that are compared. */
class Projection extends Module {
  /** As published, null for the ReLU. */
  readonly layers: [Linear, null, Linear];

  constructor(input: number, width: number, random: RandomStream) {
    super();
    const layer = (from: number): Linear => new Linear(from, width, normalOf(0, 0.02), random);
    this.layers = [layer(input), null, layer(width)];
  }

  /** @param x [N, patches, input] @returns [N, patches, width] */
  forward(x: tf.Tensor3D): tf.Tensor3D {
    const [count, patches, input] = x.shape;
    const [first, , second] = this.layers;
    const flat = second.forward(relu(first.forward(tf.reshape(x, [count * patches, input]))));
    return tf.reshape(flat, [count, patches, -1]);
  }
}

/** The projections of all layers that are compared. */
class Projections extends Module {
  readonly mlp: Projection[];

  constructor(widths: readonly number[], width: number, random: RandomStream) {
    super();
    this.mlp = widths.map((input) => new Projection(input, width, random));
  }
}

/**
 * PatchNCE (Park 2020): in the features of the translator's own encoder, each patch of a translation is to be most
 * similar to the patch in the same place of the original; the same holds of real images of the other domain and what
 * the translator makes of them, where `identity` asks for it.
 */
class PatchSimilarity implements OneWayWish {
  readonly trained: { readonly projections: Projections };
  private readonly places: RandomStream;
  private readonly masks: RandomStream;

  constructor(
    private readonly translator: ResnetTranslator,
    private readonly method: CutConfig,
    random: RandomStreams,
  ) {
    const { width } = method.patches;
    this.trained = {
      projections: new Projections(translator.featureWidths, width, random.stream('init')),
    };
    this.places = random.stream('translation.patches');
    this.masks = random.stream('translation.masks');
  }

  terms({ original, real, translated, translate }: OneWayStep): Terms {
    const { contrast, identity } = this.method.weights;
    const weight = identity ? contrast / 2 : contrast;
    return {
      'patches, translated': [weight, this.compare(original, translated)],
      ...(identity && { 'patches, same': [weight, this.compare(real, translate(real))] as const }),
    };
  }

  /** The mean loss over the layers. */
  private compare(original: tf.Tensor4D, translated: tf.Tensor4D): tf.Scalar {
    const pass = { training: true, masks: this.masks };
    const keys = noGrad(() => this.translator.features(original, pass));
    const queries = this.translator.features(translated, pass);
    const { count, temperature } = this.method.patches;
    const losses = queries.map((layer, i) => {
      const [, height, width] = layer.shape;
      const places = this.draw(height * width, count);
      const project = (features: tf.Tensor4D): tf.Tensor3D => {
        const [images, , , channels] = features.shape;
        const patches = tf.gather(tf.reshape(features, [images, height * width, channels]), places, 1);
        return (this.trained.projections.mlp[i] as Projection).forward(patches as tf.Tensor3D); // One for each layer.
      };
      return patchContrast(project(layer), project(keys[i] as tf.Tensor4D), temperature);
    });
    return tf.div(tf.addN(losses), losses.length) as tf.Scalar;
  }

  /** At most `count` different places of a layer, drawn anew in each step. */
  private draw(places: number, count: number): tf.Tensor1D {
    const drawn = hostTensor([Math.min(places, count)], (values) => {
      values.set(this.places.permutation(places).subarray(0, values.length));
    });
    return tf.cast(drawn, 'int32') as tf.Tensor1D;
  }
}

/** Contrastive unpaired translation (CUT, Park 2020): one direction, held to the original by its patches. */
export const cut = (
  config: Pick<RunConfig, 'data' | 'training'>,
  method: CutConfig,
  random: RandomStreams,
): OneWay<ResnetTranslator> =>
  new OneWay(config, method, random, {
    build: (init) => new ResnetTranslator(method.translator, config.data.channels, init),
    wish: (translator) => new PatchSimilarity(translator, method, random),
    paired: false,
  });
