import type { Buffer, Parameter } from '@jiagu/nn';
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
