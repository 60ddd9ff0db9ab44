import { startEngine } from '@jiagu/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Inception } from './inception.js';
import { convolutions, stateShapes } from './layout.js';

beforeAll(() => startEngine());

/** Values that tools/inception-reference/make.py gives the tensors, by MurmurHash3's finish of their numbers. */
function numbers(name: string, shape: readonly number[], salt: number): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  const range = Math.sqrt((6 * (shape[0] as number)) / count);
  const start = Math.imul(salt, 0x9e3779b9);
  return Float32Array.from({ length: count }, (_, i) => {
    let x = (i + 1 + start) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    const u = ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
    if (/(conv|fc)\.weight$/.test(name)) return (2 * u - 1) * range;
    return /bn\.weight$|running_var$/.test(name) ? 0.5 + u : u - 0.5;
  });
}

const shapes = stateShapes();
const state = () =>
  new Map([...shapes].map(([name, shape], salt) => [name, { shape, data: numbers(name, shape, salt) }]));

describe('the layout', () => {
  const count = (filter: (name: string) => boolean) =>
    [...shapes].reduce(
      (sum, [name, shape]) => sum + (filter(name) ? shape.reduce((a, b) => a * b, 1) : 0),
      0,
    );

  it('has as many numbers as the published file', () => {
    expect(convolutions.size).toBe(94);
    // torchvision's inception_v3 has 27,161,264 parameters, 3,326,696 of them auxiliary and 2,049,000 in its layer of
    // 1000 classes.
    expect(count((name) => !/running|^fc/.test(name))).toBe(27_161_264 - 3_326_696 - 2_049_000);
    // Keras' InceptionV3 has as many numbers of batch normalisation that are not trained.
    expect(count((name) => name.includes('running'))).toBe(34_432);
    // The published file is of 95,628,359 bytes: single precision, and under 200 bytes to describe a tensor.
    const rest = 95_628_359 - 4 * count(() => true);
    expect(rest).toBeGreaterThan(100 * shapes.size);
    expect(rest).toBeLessThan(200 * shapes.size);
  });

  it('has its names and shapes', () => {
    expect(shapes.get('Conv2d_1a_3x3.conv.weight')).toEqual([32, 3, 3, 3]);
    expect(shapes.get('Mixed_5b.branch5x5_2.conv.weight')).toEqual([64, 48, 5, 5]);
    expect(shapes.get('Mixed_6b.branch7x7_2.conv.weight')).toEqual([128, 128, 1, 7]);
    expect(shapes.get('Mixed_6c.branch7x7dbl_2.conv.weight')).toEqual([160, 160, 7, 1]);
    expect(shapes.get('Mixed_7c.branch3x3dbl_3b.conv.weight')).toEqual([384, 384, 3, 1]);
    expect(shapes.get('Mixed_7a.branch7x7x3_4.bn.running_var')).toEqual([192]);
    expect(shapes.get('fc.weight')).toEqual([1008, 2048]);
  });
});

describe('Inception', () => {
  it("is PyTorch's on the same numbers", async () => {
    const network = new Inception(state());
    // Level (7 y + 13 x + 50 c) mod 256, as bytes of a file become levels.
    const level = (i: number) =>
      (7 * Math.floor(i / 72) + 13 * (Math.floor(i / 3) % 24) + 50 * (i % 3)) % 256;
    const levels = Float32Array.from({ length: 40 * 24 * 3 }, (_, i) => level(i) / 127.5 - 1);
    const image = tf.tensor4d(levels, [1, 40, 24, 3]);
    const before = tf.memory().numTensors;
    const { features, logits } = network.see(image);
    expect(tf.memory().numTensors).toBe(before + 2);
    expect([features.shape, logits.shape]).toEqual([
      [1, 2048],
      [1, 1008],
    ]);
    const [seen, scores] = [await features.data<'float32'>(), await logits.data<'float32'>()];
    // make.py's, in float64, every 128th and every 96th.
    const expected = [
      0.042267, 1.568282, 6.154698, 0.01058, 6.063146, 0.191229, 8.984771, 3.339787, 3.469391, 5.46051,
      9.929049, 1.444716, 9.388661, 5.332122, 4.525691, 2.138583,
    ];
    expected.forEach((value, i) => expect(Math.abs((seen[128 * i] as number) - value)).toBeLessThan(2e-3));
    const classes = [
      -0.795483, -12.611498, -0.915465, 10.529911, -19.155416, -2.37031, 8.387632, 13.411797, -9.238189,
      19.288733, 10.114731,
    ];
    classes.forEach((value, i) => expect(Math.abs((scores[96 * i] as number) - value)).toBeLessThan(1e-2));
    const sum = seen.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum - 8914.0525)).toBeLessThan(0.3);
    network.dispose();
    tf.dispose([image, features, logits]);
  });

  it('refuses a state that lacks a tensor or has one of another shape', () => {
    const wrong = new Map([...shapes].map(([name, shape]) => [name, { shape, data: new Float32Array() }]));
    wrong.set('Mixed_6a.branch3x3.conv.weight', { shape: [384, 288, 1, 1], data: new Float32Array() });
    expect(() => new Inception(wrong)).toThrow(
      'Mixed_6a.branch3x3.conv.weight: [384, 288, 1, 1], [384, 288, 3, 3] expected',
    );
    wrong.delete('Conv2d_1a_3x3.bn.bias');
    expect(() => new Inception(wrong)).toThrow('Conv2d_1a_3x3.bn.bias: missing, [32] expected');
  });
});
