import { configSchema, type RunConfig } from '@jiagu/config';
import { Stsn } from '@jiagu/methods';
import type { StateDict } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import type { ReferenceGenerator } from './generator.js';
import type { Reference } from './reference-file.js';

type Parameter = Reference['parameters'][number];

/** Builds STSN as a reference file describes it: sizes come from the shapes of its parameters. */
export function buildSubject(reference: Reference): Stsn {
  const config = subjectConfig(reference);
  if (config.method.name !== 'stsn') throw new Error('a reference describes STSN');
  return new Stsn(config, config.method, new RandomStreams(0));
}

/** Gives every network the generated weights. */
export function fillSubject(subject: Stsn, reference: Reference, generator: ReferenceGenerator): StateDict {
  const state: StateDict = new Map(
    reference.parameters.map((parameter) => [
      parameter.name,
      { shape: parameter.shape, data: initialValues(parameter, generator) },
    ]),
  );
  const filled = new Set<string>();
  for (const [prefix, module] of Object.entries(subject.modules)) {
    for (const [name] of module.namedState(`${prefix}.`)) filled.add(name);
    module.loadStateDict(state, `${prefix}.`, (name) => /\.(running_mean|running_var|scale)$/.test(name));
  }
  const unknown = [...state.keys()].find((name) => !filled.has(name));
  if (unknown) throw new Error(`the networks have no parameter ${unknown}`);
  return state;
}

function initialValues(
  { name, shape, kind }: Parameter,
  generator: ReferenceGenerator,
): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  // A transposed convolution is stored as I, O, H, W: each output sees a quarter of its taps.
  const transposed = /^dec\.upsample\.\d+\.weight$/.test(name) && shape[2] === 4;
  const fanIn = transposed ? (shape[0] ?? 1) * 4 : size / (shape[0] ?? 1);
  switch (kind) {
    case 'weight':
      return generator.values(name, size, 0.7 * Math.sqrt(6 / fanIn));
    case 'scale':
      return generator.values(name, size, 0.1, 1);
    case 'offset':
    case 'vgg-bias':
      return generator.values(name, size, 0.05);
    case 'vgg-weight':
      return generator.values(name, size, Math.sqrt(6 / fanIn));
  }
}

/** The published settings: shared statistics, double sigmoid, every loss from the first step. */
function subjectConfig(reference: Reference): RunConfig {
  const shapes = new Map(reference.parameters.map(({ name, shape }) => [name, shape]));
  const size = (name: string, axis: number): number => {
    const length = shapes.get(name)?.[axis];
    if (length === undefined) throw new Error(`the reference has no parameter ${name}`);
    return length;
  };
  const matching = (pattern: RegExp): number[][] =>
    [...shapes].filter(([name]) => pattern.test(name)).map(([, shape]) => shape);
  const upBlocks = matching(/^dec\.upsample\.\d+\.conv\.weight$/);
  const vggConvolutions = matching(/^vgg\.features\.\d+\.weight$/).length;
  const { lr, momentum, weightDecay } = reference;
  return configSchema.parse({
    name: 'parity',
    data: {
      source: { train: '', test: '' },
      target: { train: '', test: '' },
      classes: reference.numClasses,
      channels: size('enc_shared.conv1.weight', 1),
      imageSize: reference.imageSize,
    },
    model: {
      backbone: reference.backbone,
      width: size('enc_shared.conv1.weight', 0),
      stem: { kernel: size('enc_shared.conv1.weight', 2) },
      batchNorm: { statistics: 'shared' },
    },
    method: {
      name: 'stsn',
      textureCode: reference.privateCodeSize,
      privateEncoder: {
        width: size('enc_s.cnn.0.weight', 0),
        stages: matching(/^enc_s\.cnn\.\d+\.weight$/).filter((shape) => shape.length === 4).length,
      },
      decoder: {
        width: size('dec.main.0.conv.weight', 0),
        minimumWidth: Math.min(...upBlocks.map(([output]) => output ?? Infinity)),
      },
      imageDiscriminator: { width: size('dis_s2t.feature.0.conv.weight', 0) },
      featureDiscriminator: {
        hidden: size('dis_f.ad_layer1.weight', 0),
        dropout: reference.dropout,
        sigmoid: true,
      },
      perceptual: {
        width: size('vgg.features.0.weight', 0),
        depth: vggConvolutions === 13 ? 'vgg19' : 'vgg-small',
      },
      optimizers: {
        encoder: { type: 'sgd', lr: lr.encoder, momentum, weightDecay },
        reconstruction: { lr: lr.reconstruction },
        imageDiscriminator: { lr: lr.imageDiscriminator, every: reference.discriminatorEvery },
        featureDiscriminator: { lr: lr.featureDiscriminator },
      },
    },
    training: { steps: reference.totalSteps, batchSize: reference.batch },
  });
}
