import { Stsn } from '@jiagu/methods';
import { Parameter, type StateDict } from '@jiagu/nn';
import { RandomStreams, type ReferenceGenerator } from '@jiagu/random';
import type { Reference } from './reference-file.js';
import { subjectConfig } from './subject-config.js';

/** STSN as a reference file describes it, with its weights; disposed by the caller. */
export interface Subject {
  stsn: Stsn;
  initial: StateDict;
}

/**
 * Builds the networks as training does and loads the generated weights into them.
 * @throws Error naming the parameter that only the networks or only the reference has
 */
export function buildSubject(reference: Reference, generator: ReferenceGenerator): Subject {
  const config = subjectConfig(reference);
  if (config.method.name !== 'stsn') throw new Error('a reference describes STSN');
  const stsn = new Stsn(config, config.method, new RandomStreams(0));
  const built = new Map(
    Object.entries(stsn.modules).flatMap(([prefix, module]) => [...module.namedState(`${prefix}.`)]),
  );
  const initial: StateDict = new Map();
  for (const parameter of reference.parameters) {
    const { name, shape } = parameter;
    const place = built.get(name);
    if (!(place instanceof Parameter)) throw new Error(`parameters: the networks have no ${name}`);
    const tensor = {
      shape,
      data: initialValues(parameter, place.layout === 'conv-transpose', generator),
    };
    initial.set(name, tensor);
  }
  // Buffers keep their initial values: running mean 0, variance 1.
  const isParameter = (name: string): boolean => built.get(name) instanceof Parameter;
  for (const [prefix, module] of Object.entries(stsn.modules))
    module.loadStateDict(initial, `${prefix}.`, (name) => !isParameter(name));
  return { stsn, initial };
}

function initialValues(
  { name, shape, kind }: Reference['parameters'][number],
  transposed: boolean,
  generator: ReferenceGenerator,
): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  // A transposed convolution of stride 2 is stored as I, O, H, W: each output sees a quarter of its taps.
  const fanIn = transposed ? size / (shape[1] ?? 1) / 4 : size / (shape[0] ?? 1);
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
