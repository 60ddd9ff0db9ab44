import type { Buffer, Parameter, StateDict } from '@jiagu/nn';
import type { Method } from './method.js';

/** All tensors that a method keeps between steps, always in the same order. */
export function stateOf({
  modules,
  optimizers,
}: Pick<Method, 'modules' | 'optimizers'>): (Parameter | Buffer)[] {
  return [
    ...Object.values(modules).flatMap((module) => [...module.namedState()].map(([, kept]) => kept)),
    ...Object.values(optimizers).flatMap(({ buffers }) => Object.values(buffers)),
  ];
}

/** The state dict of networks, or of optimisers, by the prefixes of their names. */
export function stateDictOf(parts: Method['modules'] | Method['optimizers']): StateDict {
  return new Map(Object.entries(parts).flatMap(([name, part]) => [...part.stateDict(`${name}.`)]));
}
