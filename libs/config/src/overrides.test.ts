import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeChange } from './config-changes.js';
import { ConfigError } from './config-error.js';
import { loadChanged, loadConfig } from './load-config.js';
import { discriminators } from './schema-walk.js';

const folder = mkdtempSync(join(tmpdir(), 'overrides-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const base = file(
  'base.yaml',
  `name: base
data:
  source: { train: hand/train, test: hand/test }
  target: { train: { list: scan.txt, root: scans }, test: scan/test }
  classes: 24
  augmentation: { source: { strong: { noise: 0.1, invert: 0.5 } } }
method: { name: dann, rampSteps: 100, optimizer: { type: sgd, lr: 0.01, momentum: 0.5 } }
training: { steps: 100, checkpoint: { best: entropy } }
`,
);
const load = (...overrides: string[]) => loadConfig(base, { overrides });

describe('a text is taken as it is written', () => {
  const texts = [
    'scans #2',
    '#2',
    'with: colon',
    'a: {b',
    '"quoted"',
    "'quoted'",
    'true',
    'null',
    '~',
    '20240601',
    '007',
    '1e3',
    '0x1F',
    '.5',
    '- dash',
    '&anchor',
    '*alias',
    '!tag',
    '%percent',
    '@at',
    '| pipe',
    '[old]',
    '{half',
    '{ scans, 2 } new',
    ' spaces ',
    '\ttab',
    'two\nlines',
    '甲骨',
    'a=b',
    '--- x',
    'C:\\scans\\2',
  ];
  it.each(texts)('%j as a title, and as the folder of images', (text) => {
    const { title, data } = load(`title=${text}`, `data.target.train=${text}`);
    expect(title).toBe(text);
    expect(data.target?.train).toBe(text);
  });

  it('digits are a name, too', () => {
    for (const name of ['20240601', '007', '1e3']) expect(load(`name=${name}`).name).toBe(name);
    expect(() => load('name=precious #2')).toThrow(/name: expected letters, digits, .* found "precious #2"/);
  });

  it('an empty one is a text where a text may be empty, else it asks for the default', () => {
    expect(load('title=').title).toBe('');
    expect(load('training.checkpoint.best=').training.checkpoint.best).toBe('none');
    expect(load('data.packed=packed.bin', 'data.packed=').data.packed).toBeUndefined();
    expect(() => load('data.source.train=')).toThrow(/data.source.train: missing/);
    expect(() => load('data.source={train: "", test: b}')).toThrow(/data.source.train: expected at least 1/);
  });
});

describe('everything else is YAML', () => {
  it('numbers, true and false, lists, mappings', () => {
    const config = load(
      'seed=3',
      'data.balanced=true',
      'method.optimizer.lr=2e-3',
      'data.classNames=[a, "b #2", c]',
      'data.classes=3',
      'data.augmentation.target.weak.contrast=[0.5, 1.5]',
      'training.log={every: 7}',
    );
    expect(config).toMatchObject({
      seed: 3,
      data: { balanced: true, classNames: ['a', 'b #2', 'c'] },
      method: { optimizer: { lr: 0.002 } },
      training: { log: { every: 7, tensorboard: true } },
    });
    expect(load('data.target.test={list: "a #2.txt"}').data.target?.test).toEqual({ list: 'a #2.txt' });
  });

  it('a list in brackets where a text may stand too', () => {
    const train = (text: string) => load(`data.source.train=${text}`).data.source?.train;
    expect(train('[{ part: a.txt, share: 0.25 }, { part: { list: b.txt }, share: 0.75 }]')).toEqual([
      { part: 'a.txt', share: 0.25 },
      { part: { list: 'b.txt' }, share: 0.75 },
    ]);
    expect(train('[scans] of 2026')).toBe('[scans] of 2026');
  });

  it.each([
    ['seed="3"', /seed: expected a number, found "3"/],
    ['seed=3 # the lucky one', /what follows # is a comment/],
    ['training.log={every: 7} # often', /what follows # is a comment/],
    ['data.balanced=yes', /data.balanced: expected true or false, found "yes"/],
    ['training.steps=8#8', /training.steps: expected a number, found "8#8"/],
    ['training.log={<<: {every: 7}}', /merge key/],
    ['seed = 3', /write it as key=value/],
  ])('%s', (override, message) => {
    expect(() => load(override)).toThrow(ConfigError);
    expect(() => load(override)).toThrow(message);
  });
});

describe('a mapping', () => {
  const strong = (...overrides: string[]) => load(...overrides).data.augmentation.source.strong;

  it('of the command line replaces the one that was there, a key within it changes one entry', () => {
    expect(strong('data.augmentation.source.strong={blur: 0.2}')).toEqual({ blur: 0.2 });
    expect(strong('data.augmentation.source.strong.blur=0.2')).toEqual({
      noise: 0.1,
      invert: 0.5,
      blur: 0.2,
    });
    expect(strong('data.augmentation.source.strong={}')).toEqual({});
    expect(strong('data.augmentation={target: {weak: {blur: 0.2}}}')).toEqual({});
    expect(
      strong('data.augmentation.source.strong.blur=1', 'data.augmentation.source.strong={noise: 1}'),
    ).toEqual({
      noise: 1,
    });
    expect(load('data.target.train={list: other.txt}').data.target?.train).toEqual({ list: 'other.txt' });
    expect(load('data.target.train.list=other.txt').data.target?.train).toEqual({
      list: 'other.txt',
      root: 'scans',
    });
  });

  it('of a file is merged key by key', () => {
    const child = file(
      'child.yaml',
      'extends: base.yaml\ndata: { augmentation: { source: { strong: { blur: 0.2 } } } }\n',
    );
    expect(loadConfig(child).data.augmentation.source.strong).toEqual({ noise: 0.1, invert: 0.5, blur: 0.2 });
    expect(loadConfig(base, { overlays: [child] }).data.augmentation.source.strong.noise).toBe(0.1);
  });

  it('says where it was written when something in it is wrong', () => {
    expect(() => load('method.optimizer={type: sgd, lr: fast}')).toThrow(
      '--set method.optimizer={type: sgd, lr: fast} method.optimizer.lr: expected a number, found "fast"',
    );
  });
});

describe('what says of which kind a mapping is', () => {
  it('is declared by the schema', () => {
    expect(Object.fromEntries(discriminators())).toEqual({
      method: 'name',
      'method.optimizer': 'type',
      'method.discrepancy': 'type',
      'method.optimizers.encoder': 'type',
      'method.generator': 'body',
      'method.critic': 'body',
      'method.loss': 'name',
      'method.optimizers.generator': 'type',
      'method.optimizers.critic': 'type',
      'method.translator': 'body',
    });
  });

  it('clears the other keys when it changes, on the command line and in a file', () => {
    const adam = { type: 'adam', lr: 1e-3, beta1: 0.9, beta2: 0.999 };
    expect(load('method.optimizer.type=adam').method).toMatchObject({ rampSteps: 100, optimizer: adam });
    const child = file('adam.yaml', 'extends: base.yaml\nmethod: { optimizer: { type: adam } }\n');
    expect(loadConfig(child).method).toMatchObject({ rampSteps: 100, optimizer: adam });
    // The same kind once more clears nothing.
    expect(load('method.optimizer.type=sgd').method).toMatchObject({
      optimizer: { lr: 0.01, momentum: 0.5 },
    });
    expect(load('method.name=cdan').method).toMatchObject({ name: 'cdan', rampSteps: 10_000 });
  });

  it('comes first, wherever it stands, but not before the mapping that it is in', () => {
    expect(load('method.bottleneck=8', 'method.name=mcc').method).toMatchObject({
      name: 'mcc',
      bottleneck: 8,
    });
    expect(load('method.optimizer.beta1=0.5', 'method.optimizer.type=adam').method).toMatchObject({
      optimizer: { type: 'adam', beta1: 0.5 },
    });
    expect(load('method={name: mcc}', 'method.bottleneck=8', 'method.name=dann').method).toMatchObject({
      name: 'dann',
      bottleneck: 8,
    });
    expect(load('method.name=mcc', 'method={name: dann, bottleneck: 8}').method).toMatchObject({
      name: 'dann',
      bottleneck: 8,
    });
  });
});

describe('loadChanged', () => {
  it('tells what the command line made of the file, as resolved', () => {
    const overrides = ['training.steps=50', 'seed=0', 'data.augmentation.source.strong={noise: 0.1}'];
    const { config, changes } = loadChanged(base, { overrides });
    expect(config.training.steps).toBe(50);
    expect(changes.map(describeChange)).toEqual([
      'data.augmentation.source.strong.invert: 0.5 -> (absent)',
      'training.steps: 100 -> 50',
    ]);
    expect(loadChanged(base).changes).toEqual([]);
  });

  it('also where the file alone is no configuration', () => {
    const part = file('part.yaml', 'extends: base.yaml\nmethod: { name: none }\n');
    expect(loadChanged(part, { overrides: ['method.name=mcc'] }).changes.map(describeChange)).toContain(
      'method.name: "none" -> "mcc"',
    );
  });
});
