import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';
import { configDigest, writeConfig } from './write-config.js';

const start = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'config-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true });
});

const base = `name: minimal
data:
  source: { train: hand/train, test: hand/test }
  target: { train: { list: scan.txt, root: scans }, test: scan/test }
  classes: 24
method: { name: stsn }
training: { steps: 100 }
`;

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** The problems of loading a text, or of a file. */
function problems(text: string, ...overrides: string[]): readonly string[] {
  try {
    loadConfig(text.includes('\n') ? write('run.yaml', text) : text, { overrides });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('does without a domain that the method does not look at', () => {
    const text = base.replace(/ {2}target.*\n/, '').replace('stsn', 'source-only');
    expect(loadConfig(write('one-domain.yaml', text)).data.target).toBeUndefined();
  });

  it('fills in the published values of the method', () => {
    const { data, model, method, training } = loadConfig(write('minimal.yaml', base));
    expect(data).toMatchObject({
      imageSize: 224,
      channels: 3,
      augmentation: { source: { weak: {}, strong: {} } },
    });
    expect(data.target?.train).toEqual({ list: 'scan.txt', root: 'scans' });
    expect(model).toMatchObject({ backbone: 'resnet18', width: 64, stem: { kernel: 7, maxPool: true } });
    expect(training).toMatchObject({
      batchSize: 16,
      log: { every: 30 },
      evaluate: { every: 300 },
      samples: { every: 500 },
    });
    expect(method).toMatchObject({
      textureCode: 8,
      privateEncoder: { width: 64, stages: 5 },
      decoder: { width: 256, minimumWidth: 32 },
      imageDiscriminator: { width: 64 },
      featureDiscriminator: { hidden: 1024, dropout: 0.5, sigmoid: false },
      perceptual: {
        weights: 'vgg19',
        reconstructionWeights: [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1],
        textureWeights: [1, 1, 1],
        structureWeights: [1 / 4, 1],
      },
      weights: { feature: 1, reconstruction: 0.5, image: 0.01, perceptual: 0.05 },
      optimizers: {
        encoder: { type: 'sgd', lr: 2.5e-4, momentum: 0.9, weightDecay: 5e-4, classifier: 10 },
        reconstruction: { lr: 1e-3 },
        imageDiscriminator: { lr: 1e-4, every: 5 },
        featureDiscriminator: { lr: 1e-4 },
      },
    });
    const sourceOnly = loadConfig('minimal.yaml', { overrides: ['method.name=source-only'] }).method;
    const consistency = loadConfig('minimal.yaml', {
      overrides: ['method={name: consistency, selfTraining: {from: 5}}'],
    }).method;
    expect(consistency).toMatchObject({
      selfTraining: {
        from: 5,
        threshold: 0.9,
        weight: 1,
        mutualInformation: 0,
        classConfusion: 1,
        temperature: 2.5,
      },
    });
    const mcc = loadConfig('minimal.yaml', { overrides: ['method.name=mcc'] }).method;
    expect(mcc).toMatchObject({ selfTraining: { weight: 0, mutualInformation: 0, classConfusion: 1 } });
    expect(sourceOnly).toEqual({
      name: 'source-only',
      view: 'weak',
      polarity: 0,
      optimizer: { type: 'sgd', lr: 1e-3, momentum: 0.9, nesterov: true, weightDecay: 1e-3, newLayers: 10 },
      schedule: 'inverse',
      bottleneck: 256,
    });
  });

  it('lays files and overrides over each other', () => {
    mkdirSync(join(folder, 'inner'));
    write(
      'base.yaml',
      base.replace(
        '{ name: stsn }',
        '{ name: stsn, weights: { feature: 0.3, image: 0.02 }, decoder: { width: 8 } }',
      ),
    );
    write(
      'inner/middle.yaml',
      'extends: ../base.yaml\nmethod:\n  weights: { image: 0.5 }\n  perceptual: { textureWeights: [3, 2, 1] }\n',
    );
    write('top.yaml', 'extends: inner/middle.yaml\nname: top\nmethod: { decoder: }\n');
    const overrides = [
      'training.steps=7',
      'method.perceptual.textureWeights=[0, 0, 1]',
      'method.optimizers.encoder={type: adam, lr: 2e-3}',
    ];
    const { name, method, training } = loadConfig('top.yaml', { overrides });
    expect(name).toBe('top');
    expect(training.steps).toBe(7);
    expect(method).toMatchObject({
      weights: { feature: 0.3, image: 0.5 },
      perceptual: { textureWeights: [0, 0, 1] },
      decoder: { width: 256 },
      optimizers: { encoder: { type: 'adam', lr: 2e-3, classifier: 1 } },
    });
    expect(loadConfig('top.yaml', { overrides: ['method.name=source-only'] }).method.name).toBe(
      'source-only',
    );
  });

  it('gives back what was written, with the same digest', () => {
    const config = loadConfig(write('minimal.yaml', base), { overrides: [`title='甲骨: "1"'`, 'seed=3'] });
    writeConfig(join(folder, 'resolved.yaml'), config);
    expect(loadConfig('resolved.yaml')).toEqual(config);
    expect(configDigest({ b: [1, { d: 2, c: 3 }], a: undefined })).toBe(
      configDigest({ b: [1, { c: 3, d: 2 }] }),
    );
    expect(configDigest(loadConfig('minimal.yaml'))).not.toBe(configDigest(config));
  });
});

describe('a mistake is told with its place and its remedy', () => {
  const method = (text: string) => base.replace('{ name: stsn }', text);
  it.each<[string, string, string[]]>([
    [
      'unknown key',
      method('\n  name: stsn\n  weights:\n    reconstructionn: 1'),
      ['run.yaml:9:5 method.weights.reconstructionn: unknown key; did you mean "reconstruction"?'],
    ],
    [
      'unknown key, nothing near',
      method('{ name: stsn, warmup: { qqq: 1 } }'),
      ['run.yaml:6:33 method.warmup.qqq: unknown key; known: encoder, decoder'],
    ],
    [
      'key of another method',
      method('{ name: source-only, decoder: {} }'),
      [
        'run.yaml:6:30 method.decoder: unknown key; known: name, view, polarity, optimizer, schedule, bottleneck',
      ],
    ],
    [
      'a validator of methods that draw images',
      base.replace('100 }', '100, checkpoint: { best: kid }, earlyStopping: { validator: kid } }'),
      ['run.yaml:7:39 training.checkpoint.best', 'run.yaml:7:69 training.earlyStopping.validator'].map(
        (place) =>
          `${place}: expected one of source-accuracy, entropy, information-maximisation, snd, bnm, class-ami, oracle (by which the method stsn can be judged), found "kid"`,
      ),
    ],
    [
      'measures of images of a method that draws none',
      base.replace('100 }', '100, evaluate: { generation: { images: 50 } } }').replace('stsn', 'dann'),
      [
        'run.yaml:7:37 training.evaluate.generation: expected no such key (the method dann draws no images), found {"images":50}',
      ],
    ],
    [
      'R1 of a discriminator without an adjoint',
      method('{ name: stsn, imageDiscriminator: { r1: 0.1 } }'),
      [
        'run.yaml:6:45 method.imageDiscriminator.r1: expected 0, since norm is instance: R1 needs norm: spectral, found 0.1',
      ],
    ],
    [
      'key of a list file',
      base.replace('root: scans', 'rot: scans'),
      ['run.yaml:4:38 data.target.train.rot: unknown key; did you mean "root"?'],
    ],
    [
      '__proto__',
      `${base}__proto__: { steps: 3 }\n`,
      [
        'run.yaml:8:1 __proto__: unknown key; known: extends, name, title, seed, device, threads, data, model, method, training',
      ],
    ],
    [
      'keys within keys, as deep as to take minutes',
      `${base}${'? '.repeat(300)}x: 1\n`,
      ['run.yaml:8:3 a key is a name, not a mapping or a list'],
    ],
    [
      'an alias for a key',
      `${base.replace('name:', 'name: &a')}*a : 1\n`,
      ['run.yaml:8:1 a key is a name, not a mapping or a list'],
    ],
    [
      'unknown method',
      method('{ name: stns }'),
      [
        'run.yaml:6:11 method.name: expected one of source-only, dann, cdan, cdan+e, mcc, consistency, alignment, mdd, mcd, shot, adda, stsn, gan, vae, flow, cyclegan, cut, pix2pix, dtml, found "stns"; did you mean "stsn"?',
      ],
    ],
    [
      'no method',
      method('{}'),
      [
        'run.yaml:6:1 method.name: missing; expected one of source-only, dann, cdan, cdan+e, mcc, consistency, alignment, mdd, mcd, shot, adda, stsn, gan, vae, flow, cyclegan, cut, pix2pix, dtml',
      ],
    ],
    [
      'classes of the target',
      method('{ name: flow, domain: target, conditional: true }'),
      [
        'run.yaml:6:39 method.conditional: unknown key; known: name, domain, width, steps, solver, clip, optimizer, average',
      ],
    ],
    [
      'no domain',
      method('{ name: vae }'),
      ['run.yaml:6:1 method.domain: missing; expected one of source, target'],
    ],
    [
      'a side that is not halved',
      method('{ name: vae, domain: target }').replace('24', '24\n  imageSize: 30'),
      ['run.yaml:6:3 data.imageSize: expected a multiple of 4 (the method vae halves images), found 30'],
    ],
    [
      'missing key',
      base.replace('steps', 'batchSize'),
      ['run.yaml:7:1 training.steps: missing; expected a number'],
    ],
    [
      'text for number',
      base.replace('24', '24x'),
      ['run.yaml:5:3 data.classes: expected a number, found "24x"'],
    ],
    [
      'fraction',
      base.replace('24', '2.5'),
      ['run.yaml:5:3 data.classes: expected a whole number, found 2.5'],
    ],
    [
      'infinity',
      method('{ name: stsn, weights: { image: .inf } }'),
      ['run.yaml:6:34 method.weights.image: expected a number, found Infinity'],
    ],
    [
      'too small',
      base.replace('24', '1'),
      ['run.yaml:5:3 data.classes: expected at least 2 (the method stsn tells classes apart), found 1'],
    ],
    [
      'no classes',
      base.replace('  classes: 24\n', ''),
      ['run.yaml:2:1 data.classes: missing; expected at least 2 (the method stsn tells classes apart)'],
    ],
    [
      'a domain that the method needs',
      base.replace(/ {2}target.*\n/, ''),
      [
        'run.yaml:2:1 data.target: missing; expected a mapping of train and test (the method stsn looks at the target)',
      ],
    ],
    [
      'list too short',
      method('{ name: stsn, perceptual: { textureWeights: [1] } }'),
      ['run.yaml:6:37 method.perceptual.textureWeights: expected exactly 3 items, found [1]'],
    ],
    [
      'range backwards',
      base.replace('classes', 'augmentation: { source: { weak: { contrast: [2, 1] } } }\n  classes'),
      ['run.yaml:5:37 data.augmentation.source.weak.contrast: expected the low end first, found [2,1]'],
    ],
    [
      'list item',
      method('{ name: stsn, perceptual: { textureWeights: [1, a, 1] } }'),
      ['run.yaml:6:57 method.perceptual.textureWeights.1: expected a number, found "a"'],
    ],
    [
      'a share of a mixture, and a key that it does not have',
      base.replace('hand/train', '[{ part: a, share: 2 }, { part: b, shares: 0.5, share: 0.5 }]'),
      [
        'run.yaml:3:32 data.source.train.0.share: expected at most 1, found 2',
        'run.yaml:3:55 data.source.train.1.shares: unknown key; did you mean "share"?',
      ],
    ],
    [
      'a mixture of the target',
      base.replace('{ list: scan.txt, root: scans }', '[{ part: scans, share: 1 }]'),
      [
        'run.yaml:4:13 data.target.train: expected a text or a mapping of keys, found [{"part":"scans","share":1}]',
      ],
    ],
    [
      'neither of two kinds',
      base.replace('hand/test', '3'),
      ['run.yaml:3:32 data.source.test: expected a text or a mapping of keys, found 3'],
    ],
    [
      'two values',
      base.replace('classes', 'channels: 2\n  classes'),
      ['run.yaml:5:3 data.channels: expected 1 or 3, found 2'],
    ],
    [
      'name as a path',
      base.replace('minimal', '..'),
      [
        'run.yaml:1:1 name: expected letters, digits, dot, dash and underscore only, none of the dots and dashes first, found ".."',
      ],
    ],
    [
      'two at once',
      base.replace('24', 'x').replace('100', 'y'),
      [
        'run.yaml:5:3 data.classes: expected a number, found "x"',
        'run.yaml:7:13 training.steps: expected a number, found "y"',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('in another file, or on the command line', () => {
    write('bad-base.yaml', base.replace('24', 'many'));
    expect(problems(write('child.yaml', 'extends: bad-base.yaml\nname: child\n'))).toEqual([
      'bad-base.yaml:5:3 data.classes: expected a number, found "many"',
    ]);
    expect(problems(base, 'method.wieghts.image=1', 'training.steps=')).toEqual([
      '--set method.wieghts.image=1 method.wieghts: unknown key; did you mean "weights"?',
      '--set training.steps= training.steps: missing; expected a number',
    ]);
    expect(problems(base, 'steps')).toEqual(['--set steps: write it as key=value or key.inner=value']);
    expect(problems(base, 'seed=[1')[0]).toMatch(/^--set seed=\[1:1:3 /);
  });

  it('in what is extended', () => {
    write('a.yaml', 'name: a\nextends: b.yaml\n');
    write('b.yaml', 'extends: ./a.yaml\n');
    expect(problems('a.yaml')).toEqual(['b.yaml:1:1 extends: circular: a.yaml -> b.yaml -> a.yaml']);
    expect(problems(write('c.yaml', 'extends: none.yaml\n'))).toEqual([
      'c.yaml:1:1 extends: none.yaml: no such file',
    ]);
    expect(problems(write('d.yaml', 'extends: [a.yaml]\n'))).toEqual([
      'd.yaml:1:1 extends: expected the name of one file',
    ]);
    expect(problems('none.yaml')).toEqual(['none.yaml: no such file']);
  });
});

describe('a hostile file is refused at once', () => {
  const laughs = Array.from(
    { length: 12 },
    (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`,
  ).join('\n');
  it.each([
    ['billion laughs', `a0: &a0 [lol]\n${laughs}\n`, /not readable as YAML \(Excessive alias count/],
    ['an alias of itself', 'a: &a\n  b: *a\n', /not readable as YAML .*circular/],
    ['a megabyte', `name: ${'x'.repeat(2 ** 20)}\n`, /1048583 bytes; a configuration has at most 262144/],
    ['tabs', 'data:\n\tclasses: 3\n', /^run\.yaml:2:1 .*[Tt]ab/],
    ['a key twice', 'name: a\nseed: 1\nname: b\n', /^run\.yaml:3:1 .*unique/],
    ['two documents', `${base}---\n${base}`, /^run\.yaml:8:1 /],
    ['a list', '- name\n', /a mapping of keys is expected/],
    ['a program', 'name: !!js/function "x"\n', /^run\.yaml:1:7 /],
    ['a deep nest', `a: ${'['.repeat(1e5)}\n`, /run\.yaml/],
    ['nothing', '\n', /data: missing; expected a mapping of keys/],
  ])('%s', (_, text, message) => {
    expect(problems(text).join('\n')).toMatch(message);
  });
});
