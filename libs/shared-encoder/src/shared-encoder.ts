import type * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, globalAveragePool, maxPool2d, Module, relu, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { BasicBlock, Bottleneck } from './residual-blocks.js';

/** Kind of block and number of blocks per stage, as in torchvision. */
const depths = {
  resnet18: { Block: BasicBlock, blocks: [2, 2, 2, 2] },
  resnet34: { Block: BasicBlock, blocks: [3, 4, 6, 3] },
  resnet50: { Block: Bottleneck, blocks: [3, 4, 6, 3] },
  resnet101: { Block: Bottleneck, blocks: [3, 4, 23, 3] },
  resnet152: { Block: Bottleneck, blocks: [3, 8, 36, 3] },
} as const;

/** Name of a ResNet. */
export type Backbone = keyof typeof depths;

/** Architecture of a {@link SharedEncoder}. */
export interface SharedEncoderOptions {
  backbone: Backbone;
  /** channels of the images */
  channels: number;
  /** channels of the stem and planes of the first stage; the published networks have 64 */
  width: number;
  /** side of the stem's kernel; 7 as published */
  stemKernel: number;
  /** whether a 3 x 3 max pool of stride 2 follows the stem, as published */
  maxPool: boolean;
  /** 2 as published; 1 keeps the structure map larger for small images */
  lastStageStride: 1 | 2;
  /** the stage after which `structure` is taken; 4 as published */
  structureStage: 1 | 2 | 3 | 4;
  /** whether batch normalisation keeps separate running statistics for each domain */
  perDomain: boolean;
}

/** The outputs of the encoder; the shapes in brackets are those of ResNet-18 for images of 224 px. */
export interface Encoding {
  /** after the stem, [N, 56, 56, 64]: the input of the private encoders */
  low: tf.Tensor4D;
  /** after the last stage, [N, 7, 7, 512], or the configured one: the glyph */
  structure: tf.Tensor4D;
  /** after the last stage, [N, 7, 7, 512]; the same tensor as `structure` unless that is taken earlier */
  last: tf.Tensor4D;
  /** the average of the last stage over H and W, [N, 512]: what is classified */
  pooled: tf.Tensor2D;
}

/** E_g of the paper: a ResNet (He 2016, torchvision's layout and names) with several outputs. */
export class SharedEncoder extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly layer1: (BasicBlock | Bottleneck)[];
  readonly layer2: (BasicBlock | Bottleneck)[];
  readonly layer3: (BasicBlock | Bottleneck)[];
  readonly layer4: (BasicBlock | Bottleneck)[];

  constructor(
    private readonly options: SharedEncoderOptions,
    random: RandomStream,
  ) {
    super();
    const { channels, width, stemKernel, perDomain, lastStageStride } = options;
    const { Block, blocks } = depths[options.backbone];
    this.conv1 = new Conv2d(
      channels,
      width,
      stemKernel,
      { stride: 2, padding: stemKernel >> 1, bias: false, init: 'kaiming-out' },
      random,
    );
    this.bn1 = new BatchNorm2d(width, perDomain);
    let input = width;
    const stage = (planes: number, count: number, stride: number): (BasicBlock | Bottleneck)[] =>
      Array.from({ length: count }, (_, index) => {
        const block = new Block({ input, planes, stride: index === 0 ? stride : 1, perDomain }, random);
        input = planes * Block.expansion;
        return block;
      });
    this.layer1 = stage(width, blocks[0], 1);
    this.layer2 = stage(2 * width, blocks[1], 2);
    this.layer3 = stage(4 * width, blocks[2], 2);
    this.layer4 = stage(8 * width, blocks[3], lastStageStride);
  }

  /** Length of `pooled`. */
  get features(): number {
    return this.channelsOf(4);
  }

  /** Channels of `structure`. */
  get structureFeatures(): number {
    return this.channelsOf(this.options.structureStage);
  }

  /** How often the side of the image is halved on the way to `structure`. */
  get halvings(): number {
    const { structureStage, maxPool, lastStageStride } = this.options;
    const last = structureStage === 4 && lastStageStride === 1;
    return structureStage + Number(maxPool) - Number(last);
  }

  /** Channels of `low`. */
  get lowFeatures(): number {
    return this.options.width;
  }

  /**
   * @param x images in [-1, 1], [N, H, W, channels]
   * @returns tensors that the caller disposes
   */
  forward(x: tf.Tensor4D, pass: Pass): Encoding {
    const stem = relu(this.bn1.forward(this.conv1.forward(x), pass));
    const low = this.options.maxPool ? maxPool2d(stem, 3, 2, 1) : stem;
    let last = low;
    const outputs = [this.layer1, this.layer2, this.layer3, this.layer4].map((stage) => {
      for (const block of stage) last = block.forward(last, pass);
      return last;
    });
    const structure = outputs[this.options.structureStage - 1] ?? last;
    return { low, structure, last, pooled: globalAveragePool(last) };
  }

  private channelsOf(stage: number): number {
    return 2 ** (stage - 1) * this.options.width * depths[this.options.backbone].Block.expansion;
  }
}
