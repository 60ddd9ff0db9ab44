import { describe, expect, it } from 'vitest';
import { configSchema } from '../schema.js';
import { dataNeeds } from '../method-schema.js';
import { knownKeys } from '../known-keys.js';

const part = { train: 'none', test: 'none' };

/** A whole configuration of a GAN, and what is wrong with it: keys and sentences. */
function faults(method: object, data: object = {}): string[] {
  const result = configSchema.safeParse({
    name: 'gan',
    data: { source: part, target: part, classes: 4, channels: 1, imageSize: 32, ...data },
    method: { name: 'gan', domain: 'source', ...method },
    training: { steps: 10 },
  });
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const told = {
  generator: { body: 'dcgan', condition: 'concat' },
  critic: { body: 'dcgan', condition: 'projection' },
};
const plain = { body: 'dcgan', norm: 'none' };
const lazily = { penalties: { r1: {}, every: 16 }, critic: plain };

describe('a GAN', () => {
  it.each([
    ['as it comes, of the source', {}],
    ['as it comes, of the target', { domain: 'target' }],
    ['smoothed', { loss: { name: 'least-squares', realLabel: 0.9 } }],
    ['told of classes', told],
    ['penalised lazily', lazily],
    [
      'of energies',
      { loss: { name: 'energy' }, critic: { body: 'autoencoder' }, penalties: { pullingAway: 0.1 } },
    ],
    ['with a transition', { ...told, critic: { ...told.critic, transition: true }, transition: { to: 5 } }],
    [
      'that grows',
      { generator: { body: 'style', growing: true }, critic: { body: 'style', growing: true }, growth: {} },
    ],
  ])('is taken %s', (_, method) => {
    expect(faults(method)).toEqual([]);
  });

  it.each([
    [
      'a condition of the target',
      { ...told, domain: 'target' },
      /^method\.(generator|critic)\.condition: /,
      2,
    ],
    ['classes of the target', { domain: 'target', generatedLabels: 'uniform' }, /^method: Unrecognized key/],
    ['no domain', { domain: undefined }, /^method\.domain: /],
    [
      'a label where the loss has none',
      { loss: { name: 'hinge', realLabel: 0.9 } },
      /^method\.loss: Unrecognized/,
    ],
    ...['gradient', 'r1', 'r2'].map((penalty): [string, object, RegExp] => [
      `batch norm with ${penalty}`,
      { penalties: { [penalty]: {} }, critic: { body: 'dcgan', norm: 'batch' } },
      new RegExp(`^method\\.critic\\.norm: none or spectral, since method\\.penalties\\.${penalty} is set`),
    ]),
    [
      'minibatch discrimination with a penalty',
      { penalties: { r1: {} }, critic: { ...plain, minibatch: 'discrimination' } },
      /^method\.critic\.minibatch: none or stddev/,
    ],
    [
      'the same images in several updates',
      { sameImages: true, criticSteps: 2 },
      /^method\.sameImages: false, since method\.criticSteps is 2/,
    ],
    ['energies without an autoencoder', { loss: { name: 'energy' } }, /^method\.critic\.body: autoencoder/],
    ['an autoencoder without energies', { critic: { body: 'autoencoder' } }, /^method\.loss\.name: energy/],
    [
      'codes without an autoencoder',
      { penalties: { pullingAway: 0.1 } },
      /^method\.penalties\.pullingAway: nothing/,
    ],
    ['a rhythm of nothing', { penalties: { every: 4 } }, /^method\.penalties\.every: 1, since neither/],
    [
      "a rhythm without Adam's correction",
      { ...lazily, optimizers: { critic: { type: 'rmsprop' } } },
      /^method\.penalties\.every: 1, since method\.optimizers\.critic\.type is rmsprop/,
    ],
    ['a critic alone told of classes', { critic: told.critic }, /^method\.generator\.condition: a condition/],
    [
      'a generator alone told of classes',
      { generator: told.generator },
      /^method\.critic\.condition: a condition/,
    ],
    ['a pool of classes', { ...told, pool: 50 }, /^method\.pool: nothing, since method\.critic\.condition/],
    ['a transition to nothing', { ...told, transition: { to: 5 } }, /^method\.critic\.transition: true/],
    [
      'a transition backwards',
      { ...told, critic: { ...told.critic, transition: true }, transition: { from: 5, to: 5 } },
      /^method\.transition\.to: a step after/,
    ],
    [
      'growth of bodies that stay',
      { growth: {} },
      /^method\.(generator|critic)\.body: style, since method\.growth/,
      2,
    ],
    [
      'growth of images that begin too large',
      {
        generator: { body: 'style', growing: true },
        critic: { body: 'style', growing: true },
        growth: { from: 64 },
      },
      /^method\.growth\.from: at most data\.imageSize, 32/,
    ],
    [
      'an adaptive probability without a sign',
      { loss: { name: 'wasserstein' }, augmentation: { adaptive: {} } },
      /^method\.loss\.name: one of minimax, non-saturating, hinge/,
    ],
  ])('is refused with %s', (_, method, expected, count = 1) => {
    const found = faults(method);
    expect(found).toHaveLength(count);
    for (const line of found) expect(line).toMatch(expected);
  });

  it('needs its one domain, and labels and classes where it is told of them', () => {
    const needs = (method: object) => {
      const config = configSchema.parse({
        name: 'gan',
        data: { source: part, target: part, classes: 4 },
        method: { name: 'gan', ...method },
        training: { steps: 10 },
      });
      return dataNeeds(config.method);
    };
    expect(needs({ domain: 'target' })).toEqual({ domains: ['target'], sourceLabels: false });
    expect(needs({ domain: 'source' })).toEqual({ domains: ['source'], sourceLabels: false });
    expect(needs({ domain: 'source', ...told })).toEqual({ domains: ['source'], sourceLabels: true });
    expect(faults({ domain: 'target' }, { source: undefined, classes: 1 })).toEqual([]);
    expect(faults({ domain: 'target' }, { target: undefined })).toHaveLength(1);
    expect(faults(told, { classes: 1 })).toHaveLength(1);
  });

  it('has keys that depend on its domain, its bodies and its loss', () => {
    const keys = (method: object, ...path: string[]) =>
      knownKeys({ method: { name: 'gan', ...method } }, ['method', ...path]);
    expect(keys({ domain: 'source' })).toContain('transition');
    expect(keys({ domain: 'target' })).not.toContain('transition');
    expect(keys({ domain: 'target', loss: { name: 'energy' } }, 'loss')).toEqual(['name', 'margin']);
    expect(keys({ domain: 'target', generator: { body: 'mlp' } }, 'generator')).toContain('hidden');
  });
});
