import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import {
  at,
  build64,
  conv64,
  convTranspose64,
  expectClose,
  fromTensor,
  instanceNorm64,
  layerNorm64,
  linear64,
  map64,
  parameterCount,
  pixelShuffle64,
  reflectionPad64,
  sum64,
  type Array64,
} from '@jiagu/nn/testing';
import { RandomStream } from '@jiagu/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { Decoder, type DecoderOptions } from './decoder.js';

beforeAll(() => startEngine());

const small = { structure: 3, code: 2, width: 4, minimumWidth: 3, doublings: 2, channels: 2 };
const build = (options: DecoderOptions): Decoder => new Decoder(options, new RandomStream('weights'));

/** The published layers in float64, by their published names. */
function decode64(decoder: Decoder, inputs: [tf.Tensor, tf.Tensor, tf.Tensor], shuffle: boolean): Array64 {
  const state = new Map([...decoder.namedState()].map(([name, { value }]) => [name, fromTensor(value)]));
  const the = (name: string): Array64 => {
    const values = state.get(name);
    if (!values) throw new Error(`no tensor ${name}`);
    return values;
  };
  const relu = (x: Array64): Array64 => map64(x, (value) => Math.max(value, 0));
  const norm = (name: string, x: Array64): Array64 =>
    layerNorm64(x, the(`${name}.gamma`), the(`${name}.beta`), 1e-5);
  const convNorm = (name: string, x: Array64): Array64 =>
    norm(`${name}.norm`, conv64(x, the(`${name}.conv.weight`), 1, 1, the(`${name}.conv.bias`)));

  const [structure, texture, domain] = inputs.map(fromTensor) as [Array64, Array64, Array64];
  let attribute = texture;
  for (const layer of [0, 2, 4, 6]) {
    const name = `mlp_att.${layer}`;
    // The weight is stored as TensorFlow multiplies it, [in, out].
    const y = linear64(attribute, the(`${name}.weight`), the(`${name}.bias`));
    attribute = layer < 6 ? relu(y) : y;
  }
  const [n, h, w, c] = structure.shape as [number, number, number, number];
  let x = build64([n, h, w, c + small.width + 1], (b = 0, i = 0, j = 0, k = 0) => {
    if (k < c) return at(structure, b, i, j, k);
    return k < c + small.width ? at(attribute, b, k - c) : at(domain, b);
  });
  x = relu(norm('main.0.norm', conv64(reflectionPad64(x, 1), the('main.0.conv.weight'), 1, 0)));
  for (const block of [0, 1, 2]) {
    const name = `main.1.model.${block}.model`;
    x = sum64(convNorm(`${name}.1`, relu(convNorm(`${name}.0`, x))), x);
  }
  const ups = small.doublings - Number(shuffle);
  for (let up = 0; up < ups; up++) {
    x = relu(instanceNorm64(convTranspose64(x, the(`upsample.${4 * up}.weight`), 2, 1), 1e-5));
    x = relu(convNorm(`upsample.${4 * up + 3}`, x));
  }
  x = conv64(x, the(`upsample.${4 * ups}.weight`), 1, 1, the(`upsample.${4 * ups}.bias`));
  return map64(shuffle ? pixelShuffle64(x, 2) : x, Math.tanh);
}

describe('Decoder', () => {
  it.each([
    [2, 3, false],
    [4, 2, true],
  ])(
    'draws from a %i x %i structure as a plain reference does (pixel shuffle: %s)',
    (height, width, pixelShuffle) => {
      tf.tidy(() => {
        const decoder = build({ ...small, pixelShuffle });
        const structure = tf.randomUniform<tf.Rank.R4>([2, height, width, 3], 0, 1, 'float32', 1);
        const texture = tf.randomNormal<tf.Rank.R2>([2, 2], 0, 1, 'float32', 2);
        const domain = tf.tensor1d([0, 1]);
        const images = decoder.forward(structure, texture, domain);
        expect(images.shape).toEqual([2, 4 * height, 4 * width, 2]);
        expectClose(images, decode64(decoder, [structure, texture, domain], pixelShuffle));
      });
    },
  );

  it('has the published tensors', () => {
    const decoder = build({
      structure: 512,
      code: 8,
      width: 256,
      minimumWidth: 32,
      doublings: 5,
      pixelShuffle: false,
      channels: 3,
    });
    const convNorm = (name: string, input: number, output: number): [string, number[]][] => [
      [`${name}.conv.weight`, [output, input, 3, 3]],
      [`${name}.conv.bias`, [output]],
      [`${name}.norm.gamma`, [output]],
      [`${name}.norm.beta`, [output]],
    ];
    const widths = [256, 128, 64, 32, 32, 32];
    const expected = new Map<string, number[]>([
      ...convNorm('main.0', 512 + 256 + 1, 256),
      ...[0, 1, 2].flatMap((block) =>
        [0, 1].flatMap((half) => convNorm(`main.1.model.${block}.model.${half}`, 256, 256)),
      ),
      ...widths
        .slice(0, 5)
        .flatMap((from, up) => [
          [`upsample.${4 * up}.weight`, [from, from, 4, 4]] as [string, number[]],
          ...convNorm(`upsample.${4 * up + 3}`, from, widths[up + 1] as number),
        ]),
      ['upsample.20.weight', [3, 32, 3, 3]],
      ['upsample.20.bias', [3]],
      ...[0, 2, 4].flatMap((layer): [string, number[]][] => [
        [`mlp_att.${layer}.weight`, [8, 8]],
        [`mlp_att.${layer}.bias`, [8]],
      ]),
      ['mlp_att.6.weight', [256, 8]],
      ['mlp_att.6.bias', [256]],
    ]);
    expected.delete('main.0.conv.bias');
    expect(new Map([...decoder.namedState()].map(([name, { torchShape }]) => [name, torchShape]))).toEqual(
      expected,
    );
    // main 1,772,288 + 6 x 590,592; up 1,343,872 + 336,064 + 84,064 + 2 x 25,696; image 867; texture 2,520
    expect(parameterCount(decoder)).toBe(7_134_619);
  });
});
