import * as tf from '@tensorflow/tfjs-core';
import { translatorSchema } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { GradientTape } from '@jiagu/nn';
import {
  conv64,
  convTranspose64,
  expectClose,
  fromTensor,
  instanceNorm64,
  map64,
  parameterCount,
  reflectionPad64,
  type Array64,
} from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildTranslator, type TranslatorSizes } from './build-translator.js';
import type { TranslatorNetwork } from './translator-network.js';

beforeAll(() => startEngine());

const build = (config: object, sizes: Partial<TranslatorSizes> = {}, seed = 'weights'): TranslatorNetwork =>
  buildTranslator(
    translatorSchema.parse(config),
    { channels: 1, imageSize: 16, ...sizes },
    new RandomStream(seed),
  );
const masks = (): RandomStream => new RandomStream('masks');
const evaluated = () => ({ training: false, masks: masks() });
const noise = (shape: [number, number, number, number], seed = 1): tf.Tensor4D =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);
const names = (network: TranslatorNetwork): string[] => [...network.namedState()].map(([name]) => name);

const resnet = { body: 'resnet', width: 2, blocks: 1 };
const unet = { body: 'unet', width: 2, norm: 'instance', noise: 'none' };
const relu64 = (x: Array64): Array64 => map64(x, (value) => Math.max(value, 0));
const leaky64 = (x: Array64): Array64 => map64(x, (value) => Math.max(value, 0.2 * value));
const tanh64 = (x: Array64): Array64 => map64(x, Math.tanh);
const norm64 = (x: Array64): Array64 => instanceNorm64(x, 1e-5);
const add64 = (x: Array64, y: Array64): Array64 => ({
  shape: x.shape,
  data: x.data.map((value, i) => value + (y.data[i] ?? NaN)),
});
/** Adds a bias for each channel. */
const biased64 = (x: Array64, { data }: Array64): Array64 => ({
  shape: x.shape,
  data: x.data.map((value, i) => value + (data[i % data.length] ?? NaN)),
});
/** Joins the channels of two images of one size. */
function join64(x: Array64, y: Array64): Array64 {
  const [a, b] = [x.shape[3] ?? 0, y.shape[3] ?? 0];
  const shape = [...x.shape.slice(0, 3), a + b];
  const data = Float64Array.from({ length: (x.data.length / a) * (a + b) }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / (a + b)), i % (a + b)];
    return (channel < a ? x.data[pixel * a + channel] : y.data[pixel * b + channel - a]) ?? NaN;
  });
  return { shape, data };
}

/** Parameters of a network in the order of their names, biases made visible. */
function weights(network: TranslatorNetwork): () => Array64 {
  const all = network.parameters().map((parameter, i) => {
    if (parameter.value.rank === 1)
      parameter.assign(tf.randomUniform(parameter.value.shape, -0.5, 0.5, 'float32', i));
    else parameter.assign(tf.randomUniform(parameter.value.shape, -0.3, 0.3, 'float32', i));
    return fromTensor(parameter.value);
  });
  return () => {
    const next = all.shift();
    if (!next) throw new Error('no more parameters');
    return next;
  };
}

describe('a residual translator', () => {
  it('is convolutions, blocks and transposed convolutions, edges reflected by what the filter needs', () => {
    const network = build({ ...resnet, halvings: 1 }, { imageSize: 6 });
    const take = weights(network);
    tf.tidy(() => {
      const images = noise([2, 6, 6, 1]);
      const reflected = (x: Array64, pixels: number): Array64 =>
        conv64(reflectionPad64(x, pixels), take(), 1, 0, take());
      let x = relu64(norm64(reflected(fromTensor(images), 3)));
      x = relu64(norm64(conv64(x, take(), 2, 1, take())));
      const inner = relu64(norm64(reflected(x, 1)));
      x = add64(x, norm64(reflected(inner, 1)));
      x = relu64(norm64(biased64(convTranspose64(x, take(), 2, 1, 1), take())));
      expectClose(network.forward(images, evaluated()), tanh64(reflected(x, 3)));
      expect(take).toThrow('no more');
    });
    network.dispose();
  });

  it('has the published tensors', () => {
    const network = build({ body: 'resnet' }, { channels: 3, imageSize: 32 });
    expect(names(network).slice(0, 8)).toEqual([
      'model.1.weight',
      'model.1.bias',
      'model.4.weight',
      'model.4.bias',
      'model.7.weight',
      'model.7.bias',
      'model.10.conv_block.1.weight',
      'model.10.conv_block.1.bias',
    ]);
    expect(names(network).slice(-7)).toEqual([
      'model.18.conv_block.5.bias',
      'model.19.weight',
      'model.19.bias',
      'model.22.weight',
      'model.22.bias',
      'model.26.weight',
      'model.26.bias',
    ]);
    const shapes = new Map([...network.namedState()].map(([name, { torchShape }]) => [name, torchShape]));
    expect(shapes.get('model.19.weight')).toEqual([256, 128, 3, 3]);
    // 7 x 7 from 3 to 64 and back, 3 x 3 from 64 to 128 to 256 and back, 18 of 256, each output with a bias.
    const outer = 49 * 3 * 64 + 64 + (49 * 64 * 3 + 3);
    const halving = 9 * 64 * 128 + 128 + (9 * 128 * 256 + 256);
    const doubling = 9 * 256 * 128 + 128 + (9 * 128 * 64 + 64);
    expect(parameterCount(network)).toBe(outer + halving + doubling + 18 * (9 * 256 * 256 + 256));
    expect(parameterCount(network)).toBe(11_378_179);
    network.dispose();
  });

  it('with batch norm has its tensors in their places, and no biases before them', () => {
    const network = build({ ...resnet, norm: 'batch', noise: 'dropout' });
    expect(names(network).slice(0, 5)).toEqual([
      'model.1.weight',
      'model.2.weight',
      'model.2.bias',
      'model.2.running_mean',
      'model.2.running_var',
    ]);
    // Dropout lies between the ReLU and the second padding.
    expect(names(network)).toContain('model.10.conv_block.6.weight');
    expect(names(network).at(-1)).toBe('model.18.bias');
    network.dispose();
  });
});

describe('a U-Net', () => {
  it('halves and doubles, each level joined to its counterpart', () => {
    const network = build(unet, { imageSize: 8 });
    const take = weights(network);
    const at = new Map<string, Array64>(
      names(network).map((name) => [name.replaceAll('model.', ''), take()]),
    );
    const of = (name: string): Array64 => at.get(name) ?? { shape: [], data: new Float64Array() };
    const down = (x: Array64, name: string): Array64 =>
      conv64(x, of(`${name}.weight`), 2, 1, of(`${name}.bias`));
    const up = (x: Array64, name: string): Array64 =>
      biased64(convTranspose64(relu64(x), of(`${name}.weight`), 2, 1), of(`${name}.bias`));
    tf.tidy(() => {
      const images = noise([2, 8, 8, 1]);
      const first = down(fromTensor(images), '0');
      const second = norm64(down(leaky64(first), '1.1'));
      const third = down(leaky64(second), '1.3.1');
      const inner = join64(second, norm64(up(third, '1.3.3')));
      const middle = join64(first, norm64(up(inner, '1.5')));
      expectClose(network.forward(images, evaluated()), tanh64(up(middle, '3')));
    });
    network.dispose();
  });

  it('has the published tensors, with batch norm', () => {
    const network = build({ body: 'unet' }, { channels: 3, imageSize: 256 });
    expect(names(network).slice(0, 7)).toEqual([
      'model.model.0.weight',
      'model.model.1.model.1.weight',
      'model.model.1.model.2.weight',
      'model.model.1.model.2.bias',
      'model.model.1.model.2.running_mean',
      'model.model.1.model.2.running_var',
      'model.model.1.model.3.model.1.weight',
    ]);
    expect(names(network).slice(-2)).toEqual(['model.model.3.weight', 'model.model.3.bias']);
    // 4 x 4 without biases but that of the last: down to 64, 128, 256 and five times 512; up from 512 once and from
    // 1024, which is what joined levels have, to 512 three times, 256, then 512 to 128, 256 to 64 and 128 to 3.
    const down = 3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 4 * 512 * 512;
    const up = 512 * 512 + 3 * 1024 * 512 + 1024 * 256 + 512 * 128 + 256 * 64 + 128 * 3;
    // Scale and offset: on the way down of all levels but the outermost and the innermost, on the way up of all but the
    // outermost.
    const norms = 2 * (128 + 256 + 512 + 3 * 512 + (4 * 512 + 256 + 128 + 64));
    expect(parameterCount(network)).toBe(16 * (down + up) + 3 + norms);
    expect(parameterCount(network)).toBe(54_413_955);
    network.dispose();
  });

  it.each([
    [256, ['1.3.3.3', '1.3.3.3.3', '1.3.3.3.3.3']],
    [64, ['1.3.3.3']],
    [32, ['1.3.3']],
    [16, ['1.3']],
  ])('of %i px drops values at the levels of 512 channels, or around the innermost', (imageSize, levels) => {
    // A level with dropout has one entry more than its last named one.
    const network = build({ body: 'unet', width: 1 }, { imageSize });
    const dropping: string[] = [];
    const visit = (path: string, block: { model?: unknown }): void => {
      const { model } = block;
      if (!Array.isArray(model)) return;
      if (path !== '' && model.at(-1) === null) dropping.push(path.slice(1));
      model.forEach((layer, i) => layer && visit(`${path}.${i}`, layer as { model?: unknown }));
    };
    visit('', (network as unknown as { model: { model: unknown } }).model);
    expect(dropping).toEqual(levels);
    network.dispose();
  });
});

describe.each<[object, Partial<TranslatorSizes>]>([
  [resnet, {}],
  [{ ...resnet, norm: 'batch', noise: 'dropout', halvings: 3 }, { imageSize: 32 }],
  [{ ...resnet, blocks: 0, halvings: 1 }, { channels: 3 }],
  [unet, { imageSize: 32, channels: 3 }],
  [{ body: 'unet', width: 2, halvings: 3 }, { imageSize: 24 }],
  [{ body: 'unet', width: 2 }, {}],
])('%o of %o', (config, sizes) => {
  const { channels = 1, imageSize = 16 } = sizes;
  const images = (): tf.Tensor4D => noise([3, imageSize, imageSize, channels]);

  it('keeps the shape, is reached by the gradient in every parameter, and leaves nothing behind', () => {
    const network = build(config, sizes);
    const input = images();
    const before = tf.memory().numTensors;
    const tape = new GradientTape();
    const loss = tape.record(() => {
      const y = network.forward(input, { training: true, masks: masks() });
      expect(y.shape).toEqual(input.shape);
      return tf.sum<tf.Scalar>(tf.mul(y, noise([3, imageSize, imageSize, channels], 2)));
    });
    const gradients = tape.gradient(
      loss,
      network.parameters().map(({ value }) => value),
    );
    // A bias before an instance norm has no effect.
    const still = [...network.namedParameters()]
      .map(([name]) => name)
      .filter((name, i) => name.endsWith('weight') && gradients[i]?.dataSync().every((value) => value === 0));
    expect(still).toEqual([]);
    tf.dispose([loss, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    input.dispose();
    network.dispose();
  });

  it('draws the same from its state dict, and in evaluation an image whatever is beside it', () => {
    const [network, copy] = [build(config, sizes), build(config, sizes, 'other')];
    tf.tidy(() => {
      const input = images();
      network.forward(input, { training: true, masks: masks() });
      const translated = network.forward(input, evaluated()).arraySync();
      expect(copy.forward(input, evaluated()).arraySync()).not.toEqual(translated);
      copy.loadStateDict(network.stateDict());
      expect(copy.forward(input, evaluated()).arraySync()).toEqual(translated);
      // The last one, to which masks of the batch would come after those of the others.
      const last = input.shape[0] - 1;
      const alone = network.forward(tf.slice(input, [last, 0, 0, 0], [1, -1, -1, -1]), evaluated());
      expectClose(alone, fromTensor(tf.tensor4d([translated[last]] as number[][][][])));
    });
    network.dispose();
    copy.dispose();
  });
});

it.each([
  { ...resnet, noise: 'dropout' },
  { body: 'unet', width: 2, norm: 'instance' },
])('%o: dropout is noise in evaluation too, where it is asked for', (config) => {
  const [network, without] = [build(config), build({ ...config, noise: 'none' })];
  tf.tidy(() => {
    const images = noise([1, 16, 16, 1]);
    const draw = (of: TranslatorNetwork, seed: string) =>
      of.forward(images, { training: false, masks: new RandomStream(seed) }).arraySync();
    expect(draw(network, 'a')).toEqual(draw(network, 'a'));
    expect(draw(network, 'a')).not.toEqual(draw(network, 'b'));
    expect(draw(without, 'a')).toEqual(draw(without, 'b'));
  });
  network.dispose();
  without.dispose();
});

it.each([
  [
    resnet,
    18,
    'method.translator.body resnet halves the image 2 times and needs 2 pixels then: set data.imageSize to a multiple of 4 such as 20 instead of 18',
  ],
  [
    { ...resnet, halvings: 4 },
    16,
    'a multiple of 16 such as 32 instead of 16, or lower method.translator.halvings',
  ],
  [unet, 17, 'halves the image twice at least: set data.imageSize to a multiple of 4 instead of 17'],
  [
    { ...unet, halvings: 5 },
    48,
    'halves the image 5 times: set data.imageSize to a multiple of 32 such as 64 instead of 48',
  ],
])('%o is refused at %i px', (config, imageSize, message) => {
  expect(() => build(config, { imageSize })).toThrow(message);
});
