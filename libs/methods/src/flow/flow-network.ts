import * as tf from '@tensorflow/tfjs-core';
import { Conv2d, ConvTranspose2d, Module, relu } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { ConditionedBlock, ImageNorm } from './conditioned-block.js';
import { Embedding } from './embedding.js';

interface FlowNetworkOptions {
  readonly channels: number;
  /** Channels of the first stage; the other two have twice as many. */
  readonly width: number;
  /** Classes that it is conditioned on; 0: none. */
  readonly classes: number;
}

/** A U-Net of three stages that predicts velocities of images on their way from noise, given the time and the class. */
export class FlowNetwork extends Module {
  readonly embedding: Embedding;
  readonly first: Conv2d;
  readonly down: readonly [ConditionedBlock, ConditionedBlock];
  readonly halve: readonly [Conv2d, Conv2d];
  readonly middle: ConditionedBlock;
  readonly double: readonly [ConvTranspose2d, ConvTranspose2d];
  readonly up: readonly [ConditionedBlock, ConditionedBlock];
  readonly norm: ImageNorm;
  readonly last: Conv2d;

  constructor({ channels, width, classes }: FlowNetworkOptions, random: RandomStream) {
    super();
    const [narrow, wide] = [width, 2 * width];
    this.embedding = new Embedding(width, classes, random);
    const block = (input: number, output: number): ConditionedBlock =>
      new ConditionedBlock(input, output, this.embedding.length, random);
    const halving = (input: number): Conv2d => new Conv2d(input, wide, 4, { stride: 2, padding: 1 }, random);
    this.first = new Conv2d(channels, narrow, 3, { padding: 1 }, random);
    this.down = [block(narrow, narrow), block(wide, wide)];
    this.halve = [halving(narrow), halving(wide)];
    this.middle = block(wide, wide);
    this.double = [new ConvTranspose2d(wide, wide, random), new ConvTranspose2d(wide, narrow, random)];
    this.up = [block(2 * wide, wide), block(2 * narrow, narrow)];
    this.norm = new ImageNorm(narrow);
    this.last = new Conv2d(narrow, channels, 3, { padding: 1 }, random);
  }

  /**
   * @param images [N, H, W, channels], H and W multiples of 4
   * @param time [N], 0: noise .. 1: images
   * @param labels [N]; null exactly where there are no classes
   * @returns velocities [N, H, W, channels]
   */
  forward(images: tf.Tensor4D, time: tf.Tensor1D, labels: tf.Tensor1D | null): tf.Tensor4D {
    const vector = this.embedding.forward(time, labels);
    const whole = this.down[0].forward(this.first.forward(images), vector);
    const half = this.down[1].forward(this.halve[0].forward(whole), vector);
    const quarter = this.middle.forward(this.halve[1].forward(half), vector);
    const beside = (skipped: tf.Tensor4D, risen: tf.Tensor4D): tf.Tensor4D => tf.concat([skipped, risen], 3);
    const halfAgain = this.up[0].forward(beside(half, this.double[0].forward(quarter)), vector);
    const wholeAgain = this.up[1].forward(beside(whole, this.double[1].forward(halfAgain)), vector);
    return this.last.forward(relu(this.norm.forward(wholeAgain)));
  }
}
