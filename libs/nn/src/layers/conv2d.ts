import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '@jiagu/random';
import { kaimingNormal, torchUniform, type Initializer } from '../initializers.js';
import { Module } from '../module.js';
import { conv2d } from '../ops/conv2d.js';
import { reflectionPad2d } from '../ops/reflection-pad2d.js';
import { Parameter } from '../parameter.js';

/** Geometry and initial values of a {@link Conv2d}. */
export interface Conv2dOptions {
  /** default 1 */
  stride?: number;
  /** pixels on every side, default 0 */
  padding?: number;
  /** values outside the image; default zeros */
  paddingMode?: 'zeros' | 'reflect';
  /** default true */
  bias?: boolean;
  /** 'torch', the default: PyTorch's uniform; kaiming-*: normal with the fan in or out. All but 'torch': zero bias */
  init?: 'torch' | 'kaiming-out' | 'kaiming-in' | Initializer;
}

/** 2-D convolution with PyTorch's explicit padding, [N, H, W, in] -> [N, H', W', out]. */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  private readonly options: Conv2dOptions;

  constructor(input: number, output: number, kernel: number, options: Conv2dOptions, random: RandomStream) {
    super();
    const [fanIn, fanOut] = [input * kernel * kernel, output * kernel * kernel];
    const shape = [kernel, kernel, input, output];
    const init = options.init ?? 'torch';
    this.weight = new Parameter(
      typeof init === 'function'
        ? init(shape, { in: fanIn, out: fanOut }, random)
        : init === 'torch'
          ? torchUniform(shape, fanIn, random)
          : kaimingNormal(shape, init === 'kaiming-out' ? fanOut : fanIn, random),
      'conv',
    );
    const bias = torchUniform([output], fanIn, random);
    this.bias = options.bias === false ? null : new Parameter(init === 'torch' ? bias : tf.zerosLike(bias));
    if (this.bias?.value !== bias) bias.dispose();
    this.options = options;
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const { stride = 1, padding = 0, paddingMode = 'zeros' } = this.options;
    const reflect = paddingMode === 'reflect' && padding > 0;
    return conv2d(reflect ? reflectionPad2d(x, padding) : x, this.weight.value as tf.Tensor4D, {
      stride,
      padding: reflect ? 0 : padding,
      bias: this.bias?.value as tf.Tensor1D | undefined,
    });
  }
}
