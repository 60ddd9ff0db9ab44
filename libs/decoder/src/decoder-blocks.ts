import * as tf from '@tensorflow/tfjs-core';
import { Conv2d, LayerNorm, Module, relu } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** 3 x 3 convolution and layer normalisation, [N, H, W, input] -> [N, H, W, output], with or without a ReLU. */
export class ConvNorm extends Module {
  readonly norm: LayerNorm;
  readonly conv: Conv2d;

  constructor(
    input: number,
    output: number,
    private readonly options: { relu: boolean; bias?: boolean; paddingMode?: 'zeros' | 'reflect' },
    random: RandomStream,
  ) {
    super();
    const { bias = true, paddingMode = 'zeros' } = options;
    this.conv = new Conv2d(input, output, 3, { padding: 1, bias, paddingMode }, random);
    this.norm = new LayerNorm(output, random);
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const y = this.norm.forward(this.conv.forward(x));
    return this.options.relu ? relu(y) : y;
  }
}

/** [conv, LN, ReLU, conv, LN] + input, nothing after the sum. */
class ResidualBlock extends Module {
  readonly model: ConvNorm[];

  constructor(width: number, random: RandomStream) {
    super();
    this.model = [
      new ConvNorm(width, width, { relu: true }, random),
      new ConvNorm(width, width, { relu: false }, random),
    ];
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    return tf.add(
      this.model.reduce((y, block) => block.forward(y), x),
      x,
    );
  }
}

/** Residual blocks one after another, [N, H, W, width] -> the same shape. */
export class ResidualBlocks extends Module {
  readonly model: ResidualBlock[];

  constructor(count: number, width: number, random: RandomStream) {
    super();
    this.model = Array.from({ length: count }, () => new ResidualBlock(width, random));
  }

  forward(x: tf.Tensor4D): tf.Tensor4D {
    return this.model.reduce((y, block) => block.forward(y), x);
  }
}
