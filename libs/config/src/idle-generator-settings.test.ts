import { expect, it } from 'vitest';
import { idleSettings } from './idle-settings.js';
import { configSchema } from './schema.js';

const part = { train: 'train', test: 'test' };
const told = (method: object, sections: { model?: object; data?: object; evaluate?: object }): string[] =>
  idleSettings(
    configSchema.parse({
      name: 'study',
      data: { source: part, target: part, classes: 2, imageSize: 32, ...sections.data },
      model: sections.model,
      method,
      training: {
        steps: 10,
        log: { every: 5 },
        evaluate: { every: 5, ...sections.evaluate },
        samples: { every: 5 },
        checkpoint: { every: 5 },
      },
    }),
  );
const gan = { name: 'gan', domain: 'target' };
const noise = { noise: 0.1 };

it.each<[string, object, Parameters<typeof told>[1], string[]]>([
  ['nothing', gan, {}, []],
  ['defaults that are written', gan, { model: { width: 64, batchNorm: { statistics: 'per-domain' } } }, []],
  [
    "a recogniser's networks",
    gan,
    { model: { width: 8, batchNorm: { statistics: 'shared' } } },
    ['model.width, model.batchNorm.statistics: not read'],
  ],
  [
    'weights of them, to a VAE',
    { name: 'vae', domain: 'source' },
    { model: { pretrained: 'resnet18' } },
    ['model.pretrained: '],
  ],
  [
    'them, to flow matching',
    { name: 'flow', domain: 'source' },
    { model: { lastStageStride: 1 } },
    ['model.lastStageStride: '],
  ],
  ['them, to who reads them', { name: 'dann', rampSteps: 10 }, { model: { width: 8 } }, []],
  ['the view that is looked at', gan, { data: { augmentation: { target: { weak: noise } } } }, []],
  [
    'others',
    gan,
    { data: { augmentation: { target: { strong: noise }, source: { weak: noise } } } },
    ['data.augmentation.target.strong.noise: ', 'data.augmentation.source.weak.noise: '],
  ],
  ['balance of unknown classes', gan, { data: { balanced: true } }, ['data.balanced: ']],
  ['balance of known ones', { ...gan, domain: 'source' }, { data: { balanced: true } }, []],
  [
    'images for validators',
    gan,
    { evaluate: { validationImages: 0 } },
    ['training.evaluate.validationImages: '],
  ],
])('%s', (_, method, sections, expected) => {
  const lines = told(method, sections);
  expect(lines.map((line, i) => line.slice(0, expected[i]?.length))).toEqual(expected);
});
