import * as tf from '@tensorflow/tfjs-core';
import type { TranslatorConfig } from '@jiagu/config';
import { BatchNorm2d, Conv2d, ConvTranspose2d, Module, normalOf, relu, tanh } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { dropValues } from '../drop-values.js';
import { buildNorm, normalise, type Norm } from '../norm.js';
import { TranslatorNetwork, type TranslatePass } from '../translator-network.js';

type ResnetConfig = Extract<TranslatorConfig, { body: 'resnet' }>;

const init = normalOf(0, 0.02);
/** Place of the first convolution in the model, and how many places each takes with its norm and ReLU. */
const [FIRST, PLACES] = [1, 3];

/** [convolution, norm, ReLU, dropout where there is any, convolution, norm] + input, nothing after the sum. */
class ResidualBlock extends Module {
  /** As published, null for padding, ReLU, dropout and instance norm. */
  readonly conv_block: (Conv2d | Norm)[];

  constructor(
    channels: number,
    private readonly config: Pick<ResnetConfig, 'norm' | 'noise'>,
    random: RandomStream,
  ) {
    super();
    const { norm, noise } = config;
    const convolution = (): [Conv2d, Norm] => [
      new Conv2d(
        channels,
        channels,
        3,
        { padding: 1, paddingMode: 'reflect', bias: norm === 'instance', init },
        random,
      ),
      buildNorm(norm, channels, random),
    ];
    this.conv_block = [
      null,
      ...convolution(),
      null,
      ...(noise === 'dropout' ? [null] : []),
      null,
      ...convolution(),
    ];
  }

  forward(x: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D {
    let y = x;
    const last = this.conv_block.length - 2;
    for (const [i, layer] of this.conv_block.entries()) {
      if (!(layer instanceof Conv2d)) continue;
      y = normalise(this.conv_block[i + 1] as Norm, layer.forward(y), pass.training); // One follows each.
      if (i === last) continue;
      y = relu(y);
      if (this.config.noise === 'dropout') y = dropValues(y, pass);
    }
    return tf.add(x, y);
  }
}

/**
 * CycleGAN's generator (Zhu 2017, after Johnson 2016): a 7 x 7 convolution, convolutions of stride 2, residual blocks,
 * transposed convolutions of stride 2, a 7 x 7 convolution and tanh; a norm and ReLU after each but the last. Edges are
 * reflected, except by the convolutions of stride 2. Weights from N(0, 0.02).
 */
export class ResnetTranslator extends TranslatorNetwork {
  /** As published, null for padding, ReLU, tanh and instance norm. */
  readonly model: (Conv2d | ConvTranspose2d | ResidualBlock | Norm)[];

  constructor(
    private readonly config: ResnetConfig,
    private readonly channels: number,
    random: RandomStream,
  ) {
    super();
    const { width, blocks, halvings, norm } = config;
    const bias = norm === 'instance';
    const widths = Array.from({ length: halvings + 1 }, (_, i) => width * 2 ** i);
    const wide = widths.at(-1) as number; // The width of the first layer at least.
    const outer = { padding: 3, paddingMode: 'reflect', init } as const;
    const steps = widths.slice(1).map((to, i) => [widths[i] as number, to] as const);
    this.model = [
      null,
      new Conv2d(channels, width, 7, { ...outer, bias }, random),
      buildNorm(norm, width, random),
      null,
      ...steps.flatMap(([from, to]) => [
        new Conv2d(from, to, 3, { stride: 2, padding: 1, bias, init }, random),
        buildNorm(norm, to, random),
        null,
      ]),
      ...Array.from({ length: blocks }, () => new ResidualBlock(wide, config, random)),
      ...steps
        .toReversed()
        .flatMap(([to, from]) => [
          new ConvTranspose2d(from, to, random, { kernel: 3, outputPadding: 1, bias, init }),
          buildNorm(norm, to, random),
          null,
        ]),
      null,
      new Conv2d(width, channels, 7, outer, random),
      null,
    ];
  }

  override forward(images: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D {
    return tf.tidy(() => this.pass(images, pass, this.model.length));
  }

  /** Channels of each of the {@link features}. */
  get featureWidths(): number[] {
    const halved = this.config.halvings;
    return [
      this.channels,
      ...Array.from({ length: halved }, (_, i) => this.config.width * 2 ** (i + 1)),
      ...this.featureBlocks.map(() => this.config.width * 2 ** halved),
    ];
  }

  /**
   * What the first half of the network sees of images, from which CUT takes its patches: the images themselves, the
   * outputs of the convolutions that halve them, those of the first residual block and of the one in the middle.
   * @returns [N, h, w, C] of each
   */
  features(images: tf.Tensor4D, pass: TranslatePass): tf.Tensor4D[] {
    const { halvings } = this.config;
    const wanted = [
      ...Array.from({ length: halvings }, (_, i) => FIRST + PLACES * (i + 1)),
      ...this.featureBlocks.map((block) => FIRST + PLACES * (halvings + 1) + block),
    ];
    return tf.tidy(() => {
      const seen: tf.Tensor4D[] = [];
      this.pass(images, pass, 1 + Math.max(...wanted), (i, output) => {
        if (wanted.includes(i)) seen.push(output);
      });
      return [images.clone(), ...seen];
    });
  }

  /** The blocks among the {@link features}: the first, and the fifth of nine. */
  private get featureBlocks(): number[] {
    const { blocks } = this.config;
    return [...new Set(blocks > 0 ? [0, blocks >> 1] : [])];
  }

  /**
   * Passes images through the layers before a place.
   * @param see is shown what each convolution, before its norm, and each block gives, with its place
   */
  private pass(
    images: tf.Tensor4D,
    pass: TranslatePass,
    end: number,
    see?: (place: number, output: tf.Tensor4D) => void,
  ): tf.Tensor4D {
    const last = this.model.length - 2;
    let x = images;
    for (const [i, layer] of this.model.slice(0, end).entries()) {
      if (layer === null || layer instanceof BatchNorm2d) continue;
      const block = layer instanceof ResidualBlock;
      const y = block ? layer.forward(x, pass) : layer.forward(x);
      see?.(i, y);
      if (block) x = y;
      else if (i === last) x = tanh(y);
      else x = relu(normalise(this.model[i + 1] as Norm, y, pass.training)); // One follows each convolution.
    }
    return x;
  }
}
