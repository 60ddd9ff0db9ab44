import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import _ from 'lodash';
import { afterAll, describe, expect, it } from 'vitest';
import { readReference } from './reference-file.js';
import { subjectConfig } from './subject-config.js';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bounds = { worst: 1, median: 1 };
const summary = { n: 1, mean: 0, l2: 0, absmax: 0, at: [0], values: [0] };
const kind = 'weight';
const valid = {
  seed: 'x',
  batch: 2,
  imageSize: 64,
  steps: 1,
  totalSteps: 2,
  numClasses: 3,
  privateCodeSize: 8,
  discriminatorEvery: 5,
  backbone: 'resnet18',
  lr: { encoder: 1, featureDiscriminator: 1, reconstruction: 1, imageDiscriminator: 1 },
  weightDecay: 0,
  momentum: 0.9,
  power: 0.9,
  dropout: 0,
  parameters: [{ name: 'enc_shared.conv1.weight', shape: [4, 3, 7, 7], kind }],
  expected: { steps: [{ losses: {} }], final: {}, update: {}, eval_logits: summary },
  tolerance: {
    forward: bounds,
    losses: [bounds],
    gradients: bounds,
    updates: bounds,
    runningStatistics: bounds,
    evalLogits: bounds,
  },
  zeroGradient: [],
};

const read = (content: unknown) => {
  const path = join(folder, 'reference.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readReference(path);
};

describe('a malformed file is refused with its name and the place', () => {
  it.each<[string, (file: typeof valid) => unknown, RegExp]>([
    ['no JSON', () => '{"seed": ', /reference\.json: not JSON: /],
    ['another document', () => [], /reference\.json: not a reference file: .*object/],
    ['a missing key', (file) => _.unset(file, 'tolerance.losses') && file, /: tolerance\.losses: /],
    ['a text for a number', (file) => _.set(file, 'lr.encoder', '1e-3'), /: lr\.encoder: .*number/],
    ['an unknown backbone', (file) => _.set(file, 'backbone', 'vgg'), /: backbone: .*resnet18/],
    [
      'an entry of a tensor',
      (file) => _.set(file, 'expected.final.x', { n: 1 }),
      /: expected\.final\.x\.mean: /,
    ],
    ['too few steps', (file) => _.set(file, 'steps', 2), /: expected\.steps: fewer entries than `steps`/],
    ['dropout', (file) => _.set(file, 'dropout', 0.5), /: dropout: expected 0: .*random masks/],
  ])('%s', (_name, change, message) => {
    expect(() => read(change(_.cloneDeep(valid)))).toThrow(message);
  });

  it('one that is not there', () => {
    expect(() => readReference(join(folder, 'none.json'))).toThrow(/none\.json: no such file$/);
  });
});

describe('the networks follow from the file', () => {
  const shapes = {
    'enc_shared.conv1.weight': [4, 3, 5, 5],
    'enc_s.cnn.0.weight': [6, 4, 7, 7],
    'enc_s.cnn.1.weight': [6],
    'enc_s.cnn.3.weight': [12, 6, 3, 3],
    'dec.main.0.conv.weight': [16, 49, 3, 3],
    'dec.upsample.3.conv.weight': [8, 16, 3, 3],
    'dec.upsample.7.conv.weight': [5, 8, 3, 3],
    'dec.upsample.11.conv.weight': [5, 5, 3, 3],
    'dec.upsample.12.weight': [12, 5, 3, 3],
    'dis_s2t.feature.0.conv.weight': [7, 3, 6, 6],
    'dis_f.ad_layer1.weight': [9, 32],
    'vgg.features.0.weight': [2, 3, 3, 3],
    ...Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [`vgg.features.${i + 1}.weight`, [2, 2, 3, 3]]),
    ),
  };
  const parameters = Object.entries(shapes).map(([name, shape]) => ({ name, shape, kind }));
  // 2 images of 4 channels, 64 px halved once: a stem without a max pool.
  const steps = [{ losses: {}, forward: { low_s: { ...summary, n: 2 * 4 * 32 * 32 } } }];
  const file = { ...valid, power: 0.5, parameters, expected: { ...valid.expected, steps } };

  it('in every size', () => {
    const { model, method, data, training } = subjectConfig(read(file));
    expect(data).toMatchObject({ classes: 3, channels: 3, imageSize: 64 });
    expect(training).toMatchObject({ steps: 2, batchSize: 2 });
    // Four doublings with the pixel shuffle: the last stage has its stride, the stem no max pool.
    expect(model).toMatchObject({ width: 4, stem: { kernel: 5, maxPool: false }, lastStageStride: 2 });
    expect(method).toMatchObject({
      textureCode: 8,
      privateEncoder: { width: 6, stages: 2 },
      decoder: { width: 16, minimumWidth: 5, pixelShuffle: true },
      imageDiscriminator: { width: 7 },
      featureDiscriminator: { hidden: 9, dropout: 0, sigmoid: true },
      perceptual: { width: 2, depth: 'vgg-small' },
      optimizers: { power: 0.5, encoder: { type: 'sgd', lr: 1, classifier: 10, momentum: 0.9 } },
    });
  });

  it('and with a max pool where the file says so', () => {
    const pooled = _.set(_.cloneDeep(file), 'expected.steps.0.forward.low_s.n', 2 * 4 * 16 * 16);
    expect(subjectConfig(read(pooled)).model).toMatchObject({ stem: { maxPool: true }, lastStageStride: 1 });
  });

  it('or a parameter that is missing is named', () => {
    expect(() => subjectConfig(read(valid))).toThrow('parameters: dec.upsample.0.weight is missing');
  });
});
