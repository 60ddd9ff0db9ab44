import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ganSchema } from './gan/gan-schema.js';
import { idleGanTimes } from './gan/idle-gan-times.js';
import { idleSettings } from './idle-settings.js';
import { loadConfig } from './load-config.js';
import { configSchema } from './schema.js';

const part = { train: 'train', test: 'test' };
/** Whose intervals all fit into 100 steps. */
const told = (method: object, training: object = {}): string[] =>
  idleSettings(
    configSchema.parse({
      name: 'study',
      data: { source: part, target: part, classes: 2, imageSize: 256 },
      method,
      training: {
        steps: 100,
        log: { every: 10 },
        evaluate: { every: 10 },
        checkpoint: { every: 10 },
        samples: { every: 10 },
        ...training,
      },
    }),
  );
const dann = { name: 'dann', rampSteps: 100 };
const gan = { name: 'gan', domain: 'target' };
const style = {
  ...gan,
  generator: { body: 'style', growing: true },
  critic: { body: 'style', growing: true },
};

describe('idleSettings', () => {
  it.each<[string, object, object, RegExp | null]>([
    ['nothing', dann, {}, null],
    ['self-training in the last step', { ...dann, selfTraining: { from: 99 } }, {}, null],
    [
      'self-training after it',
      { ...dann, selfTraining: { from: 100 } },
      {},
      /^method\.selfTraining\.from is 100, and training\.steps is 100/,
    ],
    ['warm-up to the end', { ...dann, warmup: 100 }, {}, /^method\.warmup is 100/],
    [
      'warm-up of STSN',
      { name: 'stsn', warmup: { encoder: 50, decoder: 50 } },
      {},
      /^method\.warmup\.encoder \+ method\.warmup\.decoder is 100/,
    ],
    [
      'translated images',
      { name: 'stsn', classifyTranslatedFrom: 200 },
      {},
      /^method\.classifyTranslatedFrom is 200/,
    ],
    // 2 / (1 + exp(-1)) - 1 = 0.462
    [
      'a ramp of ten times the steps',
      { name: 'dann', rampSteps: 1000 },
      {},
      /^method\.rampSteps .* ends at 46 % of its weight/,
    ],
    // 2 / (1 + exp(-2)) - 1 = 0.762
    [
      'a ramp of STSN',
      { name: 'stsn', weights: { featureRamp: 5 } },
      {},
      /^method\.weights\.featureRamp .* 76 %/,
    ],
    ['a ramp of half the run', { name: 'stsn', weights: { featureRamp: 0.5 } }, {}, null],
    ['losses', dann, { log: { every: 101 } }, /^training\.log\.every is 101/],
    ['an evaluation in the last step', dann, { evaluate: { every: 100 } }, null],
    ['evaluations', dann, { evaluate: { every: 101 } }, /^training\.evaluate\.every is 101/],
    ['samples of STSN', { name: 'stsn' }, { samples: { every: 101 } }, /^training\.samples\.every is 101/],
    ['samples of a method that draws none', dann, { samples: { every: 101 } }, null],
    [
      'a choice of one',
      dann,
      { evaluate: { every: 100 }, checkpoint: { every: 10, best: 'snd' } },
      /^training\.checkpoint\.best has only one/,
    ],
    [
      'stopping early at the last evaluation',
      dann,
      { earlyStopping: { validator: 'snd', patience: 9 } },
      /^training\.earlyStopping\.patience is 9, and there are 10 evaluations/,
    ],
    ['stopping early before', dann, { earlyStopping: { validator: 'snd', patience: 8 } }, null],
    [
      'losses without weight',
      { ...dann, selfTraining: { weight: 0, mutualInformation: 0 } },
      {},
      /^every loss of method\.selfTraining/,
    ],
    [
      'alignment of what is not used',
      { ...dann, selfTraining: { weight: 0, distributionAlignment: true } },
      {},
      /distributionAlignment/,
    ],
    [
      'polarity while drawing is trained',
      { name: 'stsn', selfTraining: { drawing: 'training', polarity: 0.5 } },
      {},
      /^method\.selfTraining\.polarity/,
    ],
    [
      'redrawing while drawing is trained',
      { name: 'stsn', selfTraining: { drawing: 'training', redrawn: 1 } },
      {},
      /^method\.selfTraining\.redrawn/,
    ],
    ['a GAN', gan, {}, null],
    ['samples of a GAN after its end', gan, { samples: { every: 101 } }, /^training\.samples\.every is 101/],
    ['noise to the last step', { ...gan, instanceNoise: { until: 100 } }, {}, null],
    [
      'noise beyond it',
      { ...gan, instanceNoise: { until: 101 } },
      {},
      /^method\.instanceNoise\.until is 101/,
    ],
    [
      'a transition beyond the end',
      {
        ...gan,
        domain: 'source',
        generator: { body: 'dcgan', condition: 'concat' },
        critic: { body: 'dcgan', condition: 'projection', transition: true },
        transition: { to: 200 },
      },
      {},
      /^method\.transition\.to is 200/,
    ],
    ['growth that fits', { ...style, growth: { from: 16, stable: 20, fade: 4 } }, {}, null],
    [
      'growth that ends with the training',
      { ...style, growth: { from: 16, stable: 20, fade: 5 } },
      {},
      /^method\.growth reaches 256 px after 100 steps/,
    ],
    [
      'the weight of a classifier that is not there',
      { ...gan, domain: 'source', auxiliary: 2 },
      {},
      /^method\.auxiliary has an effect with/,
    ],
    [
      'the weight of one that is',
      {
        ...gan,
        domain: 'source',
        generator: { body: 'dcgan', condition: 'concat' },
        critic: { body: 'dcgan', condition: 'auxiliary' },
        auxiliary: 2,
      },
      {},
      null,
    ],
    [
      'classes of images that have none',
      { ...gan, domain: 'source', generatedLabels: 'empirical' },
      {},
      /^method\.generatedLabels has an effect with/,
    ],
    [
      'a transition to no conditional answer',
      { ...gan, domain: 'source', critic: { body: 'dcgan', transition: true } },
      {},
      /^method\.critic\.transition has an effect with/,
    ],
    ['an adversary without weight', { ...dann, weight: 0 }, {}, /^method\.weight is 0/],
  ])('%s', (_, method, training, expected) => {
    const lines = told(method, training);
    expect(lines).toHaveLength(expected === null ? 0 : 1);
    if (expected) expect(lines[0]).toMatch(expected);
  });

  it('says nothing of the time of growth to a side that is no doubling', () => {
    const method = ganSchema.parse({ ...style, growth: { from: 16 } });
    expect(idleGanTimes(method, 24, 2)).toEqual([]);
    expect(idleGanTimes(method, 32, 2)).toHaveLength(1);
  });

  it('finds nothing in the configurations of this repository', () => {
    const folder = fileURLToPath(new URL('../../../configs/', import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(gan\/)?[^/]*\.yaml$/.test(name),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(idleSettings(loadConfig(`${folder}${file}`)), file).toEqual([]);
  });
});

it('a validator without images to look at is refused', () => {
  const training = { evaluate: { every: 10, validationImages: 0 } };
  expect(told(dann, training)).toEqual([]);
  expect(() => told(dann, { ...training, checkpoint: { best: 'snd' } })).toThrow(
    /a validator that is asked for/,
  );
  expect(() => told(dann, { ...training, earlyStopping: { validator: 'snd' } })).toThrow(/a validator/);
  const without = {
    ...training,
    checkpoint: { best: 'oracle' },
    earlyStopping: { validator: 'source-accuracy' },
  };
  expect(() => told(dann, without)).not.toThrow();
});
