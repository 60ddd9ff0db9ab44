import * as tf from '@tensorflow/tfjs-core';
import { BatchNorm2d, Conv2d, Module, relu, type Pass } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

const conv = (input: number, output: number, kernel: 1 | 3, stride: number, random: RandomStream): Conv2d =>
  new Conv2d(
    input,
    output,
    kernel,
    { stride, padding: kernel === 3 ? 1 : 0, bias: false, init: 'kaiming-out' },
    random,
  );

/** The sizes of a block of either kind. */
interface BlockShape {
  input: number;
  /** width of the 3 x 3 convolutions */
  planes: number;
  stride: number;
  perDomain: boolean;
}

/** The shortcut of a block: null for the identity, else convolution and normalisation where the shape changes. */
function projection({ input, stride, perDomain }: BlockShape, output: number, random: RandomStream) {
  if (stride === 1 && input === output) return null;
  return [conv(input, output, 1, stride, random), new BatchNorm2d(output, perDomain)] as const;
}

/** Two 3 x 3 convolutions with a shortcut around them: ResNet-18 and 34 (He 2016). */
export class BasicBlock extends Module {
  static readonly expansion = 1;
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly downsample: readonly [Conv2d, BatchNorm2d] | null;

  constructor(shape: BlockShape, random: RandomStream) {
    super();
    const { input, planes, stride, perDomain } = shape;
    this.conv1 = conv(input, planes, 3, stride, random);
    this.bn1 = new BatchNorm2d(planes, perDomain);
    this.conv2 = conv(planes, planes, 3, 1, random);
    this.bn2 = new BatchNorm2d(planes, perDomain);
    this.downsample = projection(shape, planes, random);
  }

  /** @param x [N, H, W, input]. @returns [N, H / stride, W / stride, planes x expansion], sides rounded up */
  forward(x: tf.Tensor4D, pass: Pass): tf.Tensor4D {
    const y = relu(this.bn1.forward(this.conv1.forward(x), pass));
    return shortcut(x, this.bn2.forward(this.conv2.forward(y), pass), this.downsample, pass);
  }
}

/**
 * 1 x 1, 3 x 3 and 1 x 1 convolutions with a shortcut around them: ResNet-50 and deeper, in torchvision's variant v1.5.
 */
export class Bottleneck extends Module {
  static readonly expansion = 4;
  readonly conv1: Conv2d;
  readonly bn1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly conv3: Conv2d;
  readonly bn3: BatchNorm2d;
  readonly downsample: readonly [Conv2d, BatchNorm2d] | null;

  constructor(shape: BlockShape, random: RandomStream) {
    super();
    const { input, planes, stride, perDomain } = shape;
    const output = planes * Bottleneck.expansion;
    this.conv1 = conv(input, planes, 1, 1, random);
    this.bn1 = new BatchNorm2d(planes, perDomain);
    this.conv2 = conv(planes, planes, 3, stride, random);
    this.bn2 = new BatchNorm2d(planes, perDomain);
    this.conv3 = conv(planes, output, 1, 1, random);
    this.bn3 = new BatchNorm2d(output, perDomain);
    this.downsample = projection(shape, output, random);
  }

  /** @param x [N, H, W, input]. @returns [N, H / stride, W / stride, planes x expansion], sides rounded up */
  forward(x: tf.Tensor4D, pass: Pass): tf.Tensor4D {
    const narrow = relu(this.bn1.forward(this.conv1.forward(x), pass));
    const y = relu(this.bn2.forward(this.conv2.forward(narrow), pass));
    return shortcut(x, this.bn3.forward(this.conv3.forward(y), pass), this.downsample, pass);
  }
}

function shortcut(
  x: tf.Tensor4D,
  residual: tf.Tensor4D,
  downsample: readonly [Conv2d, BatchNorm2d] | null,
  pass: Pass,
): tf.Tensor4D {
  const identity = downsample ? downsample[1].forward(downsample[0].forward(x), pass) : x;
  return relu(tf.add(residual, identity));
}
