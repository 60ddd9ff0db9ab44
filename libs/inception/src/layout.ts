/** A convolution with batch normalisation and ReLU. */
export interface ConvolutionShape {
  readonly inputs: number;
  readonly outputs: number;
  /** [height, width] */
  readonly kernel: readonly [number, number];
  readonly stride: 1 | 2;
  /** Whether zeros are padded to keep the size: with stride 1, except in Conv2d_2a_3x3 and Conv2d_4a_3x3. */
  readonly padded: boolean;
}

type Kernel = number | readonly [number, number];

/** Every convolution of the network by its name in the published file. */
export const convolutions: ReadonlyMap<string, ConvolutionShape> = layOut();

/** Number of features, the result of the last average pooling. */
export const FEATURES = 2048;

/** Number of class scores; the file's classes are TensorFlow's 1008, not ImageNet's 1000. */
export const LOGITS = 1008;

/** Name and shape of every tensor that the published file must have, in PyTorch's order of axes. */
export function stateShapes(): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const [name, { inputs, outputs, kernel }] of convolutions) {
    shapes.set(`${name}.conv.weight`, [outputs, inputs, ...kernel]);
    for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
      shapes.set(`${name}.bn.${part}`, [outputs]);
  }
  return shapes.set('fc.weight', [LOGITS, FEATURES]).set('fc.bias', [LOGITS]);
}

function layOut(): Map<string, ConvolutionShape> {
  const found = new Map<string, ConvolutionShape>();
  const add = (
    name: string,
    inputs: number,
    outputs: number,
    kernel: Kernel,
    { stride = 1, padded }: { stride?: number; padded?: boolean } = {},
  ) => {
    const sides = typeof kernel === 'number' ? ([kernel, kernel] as const) : kernel;
    found.set(name, {
      inputs,
      outputs,
      kernel: sides,
      stride: stride as 1 | 2,
      padded: padded ?? stride === 1,
    });
    return outputs;
  };
  /** Convolutions one after another, named `_1`, `_2`, ... below a prefix. */
  const chain = (
    prefix: string,
    inputs: number,
    ...links: [outputs: number, kernel: Kernel, stride?: number][]
  ) =>
    links.reduce(
      (from, [outputs, kernel, stride], i) => add(`${prefix}_${i + 1}`, from, outputs, kernel, { stride }),
      inputs,
    );
  const [row, column] = [
    [1, 7],
    [7, 1],
  ] as const;

  add('Conv2d_1a_3x3', 3, 32, 3, { stride: 2 });
  add('Conv2d_2a_3x3', 32, 32, 3, { padded: false });
  add('Conv2d_2b_3x3', 32, 64, 3);
  add('Conv2d_3b_1x1', 64, 80, 1);
  add('Conv2d_4a_3x3', 80, 192, 3, { padded: false });
  for (const [name, inputs, pooled] of [
    ['Mixed_5b', 192, 32],
    ['Mixed_5c', 256, 64],
    ['Mixed_5d', 288, 64],
  ] as const) {
    add(`${name}.branch1x1`, inputs, 64, 1);
    chain(`${name}.branch5x5`, inputs, [48, 1], [64, 5]);
    chain(`${name}.branch3x3dbl`, inputs, [64, 1], [96, 3], [96, 3]);
    add(`${name}.branch_pool`, inputs, pooled, 1);
  }
  add('Mixed_6a.branch3x3', 288, 384, 3, { stride: 2 });
  chain('Mixed_6a.branch3x3dbl', 288, [64, 1], [96, 3], [96, 3, 2]);
  for (const [name, inner] of [
    ['Mixed_6b', 128],
    ['Mixed_6c', 160],
    ['Mixed_6d', 160],
    ['Mixed_6e', 192],
  ] as const) {
    add(`${name}.branch1x1`, 768, 192, 1);
    chain(`${name}.branch7x7`, 768, [inner, 1], [inner, row], [192, column]);
    chain(
      `${name}.branch7x7dbl`,
      768,
      [inner, 1],
      [inner, column],
      [inner, row],
      [inner, column],
      [192, row],
    );
    add(`${name}.branch_pool`, 768, 192, 1);
  }
  chain('Mixed_7a.branch3x3', 768, [192, 1], [320, 3, 2]);
  chain('Mixed_7a.branch7x7x3', 768, [192, 1], [192, row], [192, column], [192, 3, 2]);
  for (const [name, inputs] of [
    ['Mixed_7b', 1280],
    ['Mixed_7c', 2048],
  ] as const) {
    add(`${name}.branch1x1`, inputs, 320, 1);
    add(`${name}.branch3x3_1`, inputs, 384, 1);
    add(`${name}.branch3x3_2a`, 384, 384, [1, 3]);
    add(`${name}.branch3x3_2b`, 384, 384, [3, 1]);
    chain(`${name}.branch3x3dbl`, inputs, [448, 1], [384, 3]);
    add(`${name}.branch3x3dbl_3a`, 384, 384, [1, 3]);
    add(`${name}.branch3x3dbl_3b`, 384, 384, [3, 1]);
    add(`${name}.branch_pool`, inputs, 192, 1);
  }
  return found;
}
