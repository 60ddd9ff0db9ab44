import { describe, expect, it } from 'vitest';
import { idleSettings } from '../idle-settings.js';
import { drawnDomains, translatesImages } from '../judgement.js';
import { dataNeeds } from '../method-schema.js';
import { configSchema, type RunConfig } from '../schema.js';

const part = { train: 'none', test: 'none' };

const parse = (method: object, data: object = {}, training: object = {}) =>
  configSchema.safeParse({
    name: 'translation',
    data: { source: part, target: part, classes: 4, channels: 1, imageSize: 32, ...data },
    method,
    training: { steps: 1000, ...training },
  });
const config = (...parts: Parameters<typeof parse>): RunConfig => {
  const { data, error } = parse(...parts);
  if (!data) throw error;
  return data;
};
const faults = (...parts: Parameters<typeof parse>): string[] =>
  (parse(...parts).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('CycleGAN', () => {
  it('is as published where nothing is said', () => {
    expect(config({ name: 'cyclegan' }).method).toEqual({
      name: 'cyclegan',
      translator: { body: 'resnet', width: 64, blocks: 9, halvings: 2, norm: 'instance', noise: 'none' },
      critic: { body: 'patch', width: 64, layers: 3, norm: 'instance', condition: 'none' },
      loss: { name: 'least-squares', realLabel: 1 },
      weights: { cycle: 10, identity: 5 },
      pool: 50,
      optimizers: {
        translator: { lr: 2e-4, beta1: 0.5, beta2: 0.999 },
        critic: { lr: 2e-4, beta1: 0.5, beta2: 0.999 },
      },
      decayFrom: 0.5,
    });
  });

  it('needs both domains and no label, and is judged by KID of what it draws in either', () => {
    const cyclegan = config({ name: 'cyclegan' });
    const { method } = cyclegan;
    expect(dataNeeds(method)).toEqual({ domains: ['source', 'target'], sourceLabels: false });
    expect(drawnDomains(cyclegan)).toEqual(['source', 'target']);
    expect(translatesImages(method)).toBe(true);
    expect(faults({ name: 'cyclegan' }, { classes: 1 })).toEqual([]);
    expect(faults({ name: 'cyclegan' }, { source: undefined })).toHaveLength(1);
    expect(faults({ name: 'cyclegan' }, {}, { checkpoint: { best: 'kid' } })).toEqual([]);
    expect(faults({ name: 'cyclegan' }, {}, { checkpoint: { best: 'oracle' } })).toHaveLength(1);
    expect(faults({ name: 'cyclegan' }, {}, { evaluate: { generation: { features: 'runs/r' } } })).toEqual(
      [],
    );
  });

  it.each([
    ['energies', { loss: { name: 'energy' } }, /^method\.loss\.name: /],
    ['a critic of another body', { critic: { body: 'dcgan' } }, /^method\.critic\.body: /],
    [
      'a critic that is told of classes',
      { critic: { body: 'patch', condition: 'concat' } },
      /^method\.critic\.condition: /,
    ],
    ['a negative weight', { weights: { cycle: -1 } }, /^method\.weights\.cycle: /],
    [
      'blocks of a U-Net',
      { translator: { body: 'unet', blocks: 3 } },
      /^method\.translator: Unrecognized key/,
    ],
  ])('is refused with %s', (_, method, message) => {
    const found = faults({ name: 'cyclegan', ...method });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('tells what it does not look at', () => {
    const told = idleSettings(
      config(
        { name: 'cyclegan' },
        {
          augmentation: { target: { strong: { noise: 0.1 } }, source: { weak: { noise: 0.1 } } },
          balanced: true,
        },
        { log: { every: 5 }, evaluate: { every: 500 }, samples: { every: 5 }, checkpoint: { every: 5 } },
      ),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^data\.augmentation\.target\.strong\.noise: not read, since .* weak views only/);
  });
});
