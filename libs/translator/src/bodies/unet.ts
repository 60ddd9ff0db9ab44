import * as tf from '@tensorflow/tfjs-core';
import type { TranslatorConfig } from '@jiagu/config';
import { Conv2d, ConvTranspose2d, leakyRelu, Module, normalOf, relu, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { dropValues } from '../drop-values.js';
import { buildNorm, normalise, type Norm } from '../norm.js';
import { TranslatorNetwork, type TranslatePass } from '../translator-network.js';

type UnetConfig = Extract<TranslatorConfig, { body: 'unet' }>;

const init = normalOf(0, 0.02);
/** Greatest width, in multiples of the first. */
const WIDEST = 8;

/** One level of the network. */
interface Level {
  /** channels that enter and leave */
  readonly outer: number;
  /** channels at half the side */
  readonly inner: number;
  /** the next level; null: this is the innermost */
  readonly inside: SkipBlock | null;
  readonly dropout: boolean;
  readonly norm: UnetConfig['norm'];
}

/** Halves the image, passes it through the next level, doubles it and joins the result to what entered. */
class SkipBlock extends Module {
  /** As published, null for activations, dropout and instance norm. */
  readonly model: (Conv2d | ConvTranspose2d | SkipBlock | Norm)[];
  /** The same by their use; no arrays or modules, so that no name occurs twice in the state dict. */
  private readonly layers: {
    readonly down: Conv2d;
    readonly downNorm: Norm;
    readonly inside: SkipBlock | null;
    readonly up: ConvTranspose2d;
    readonly upNorm: Norm;
    readonly dropout: boolean;
  };

  constructor({ outer, inner, inside, norm, ...level }: Level, random: RandomStream) {
    super();
    const bias = norm === 'instance';
    const down = new Conv2d(outer, inner, 4, { stride: 2, padding: 1, bias, init }, random);
    const downNorm = inside && buildNorm(norm, inner, random);
    // What the next level joins has twice the channels.
    const up = new ConvTranspose2d(inside ? 2 * inner : inner, outer, random, { bias, init });
    const upNorm = buildNorm(norm, outer, random);
    this.layers = { down, downNorm, inside, up, upNorm, dropout: level.dropout };
    this.model = [
      null,
      down,
      ...(inside ? [downNorm, inside] : []),
      null,
      up,
      upNorm,
      ...(level.dropout ? [null] : []),
    ];
  }

  /** @param x [N, H, W, outer] @returns [N, H, W, 2 outer] */
  forward(x: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D {
    const { down, downNorm, inside, up, upNorm } = this.layers;
    const half = down.forward(leakyRelu(x, 0.2));
    const y = up.forward(
      relu(inside ? inside.forward(normalise(downNorm, half, pass.training), pass) : half),
    );
    const normed = normalise(upNorm, y, pass.training);
    return tf.concat([x, this.layers.dropout ? dropValues(normed, pass) : normed], 3);
  }
}

/** The outermost level: no norm, nothing joined, tanh at the end. */
class OuterBlock extends Module {
  /** As published, null for activations. */
  readonly model: [down: Conv2d, inside: SkipBlock, null, up: ConvTranspose2d, null];

  constructor(channels: number, width: number, inside: SkipBlock, bias: boolean, random: RandomStream) {
    super();
    this.model = [
      new Conv2d(channels, width, 4, { stride: 2, padding: 1, bias, init }, random),
      inside,
      null,
      new ConvTranspose2d(2 * width, channels, random, { bias: true, init }),
      null,
    ];
  }

  forward(x: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D {
    const [down, inside, , up] = this.model;
    return tanh(up.forward(relu(inside.forward(down.forward(x), pass))));
  }
}

/**
 * Pix2Pix's U-Net (Isola 2017): 4 x 4 convolutions that halve the image, transposed ones that double it, each level
 * joined to its counterpart. Dropout follows the levels of greatest width but the innermost or, where there is none of
 * these (fewer than six halvings), the one around the innermost. Weights from N(0, 0.02).
 */
export class UnetTranslator extends TranslatorNetwork {
  readonly model: OuterBlock;

  constructor({ width, norm, noise }: UnetConfig, channels: number, halvings: number, random: RandomStream) {
    super();
    const widths = Array.from({ length: halvings }, (_, i) => width * Math.min(2 ** i, WIDEST));
    let inside: SkipBlock | null = null;
    for (let level = halvings - 1; level > 0; level--) {
      const [outer, inner] = [widths[level - 1] as number, widths[level] as number];
      const middle: boolean =
        halvings < 6 ? level === Math.max(1, halvings - 2) : inside !== null && outer === WIDEST * width;
      inside = new SkipBlock({ outer, inner, inside, norm, dropout: noise === 'dropout' && middle }, random);
    }
    // Two halvings at least, so there is a level inside.
    this.model = new OuterBlock(channels, width, inside as SkipBlock, norm === 'instance', random);
  }

  override forward(images: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D {
    return tf.tidy(() => this.model.forward(images, pass));
  }
}
