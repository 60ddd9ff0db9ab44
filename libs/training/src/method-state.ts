import type { Buffer, Parameter } from '@jiagu/nn';
import type { Method } from './method.js';

/** Everything that a method keeps between steps, always in one order. */
export function stateOf({
  modules,
  optimizers,
}: Pick<Method, 'modules' | 'optimizers'>): (Parameter | Buffer)[] {
  return [
    ...Object.values(modules).flatMap((module) => [...module.namedState()].map(([, kept]) => kept)),
    ...Object.values(optimizers).flatMap(({ buffers }) => Object.values(buffers)),
  ];
}
