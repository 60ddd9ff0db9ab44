import * as tf from '@tensorflow/tfjs-core';
import { Buffer, Parameter, type StateTensor } from './parameter.js';

/** Parameters and buffers by PyTorch's dotted names, in PyTorch's layouts. */
export type StateDict = Map<string, StateTensor>;

/**
 * A part of a network, as in PyTorch: parameters, buffers and child modules are its own properties, and their dotted
 * names are those of PyTorch's state dict (`layer1.0.conv1.weight`). Modules in a list are named by their index.
 * Subclasses define a `forward` with a signature of their own.
 */
export abstract class Module {
  /** Every parameter and buffer with its dotted name, in the order of definition. */
  *namedState(prefix = ''): Generator<[string, Parameter | Buffer]> {
    for (const [key, value] of Object.entries(this)) yield* visit(prefix + key, value);
  }

  /** The trained values with their names. */
  *namedParameters(prefix = ''): Generator<[string, Parameter]> {
    for (const [name, value] of this.namedState(prefix)) if (value instanceof Parameter) yield [name, value];
  }

  /** Every parameter, in the order of definition. */
  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  /** A copy of the values of all parameters and buffers. */
  stateDict(prefix = ''): StateDict {
    return new Map([...this.namedState(prefix)].map(([name, value]) => [name, value.toTorch()]));
  }

  /**
   * Loads the values from a state dict; other names in it are ignored.
   * @param optional names that may be absent
   * @throws Error naming the tensor that is missing or has another shape
   */
  loadStateDict(state: StateDict, prefix = '', optional: (name: string) => boolean = () => false): void {
    for (const [name, value] of this.namedState(prefix)) {
      const tensor = state.get(name);
      if (tensor === undefined) {
        if (optional(name)) continue;
        throw new Error(`tensor ${name} is missing: the file belongs to another architecture`);
      }
      try {
        value.fromTorch(tensor);
      } catch (error) {
        throw new Error(`tensor ${name}: ${(error as Error).message}`, { cause: error });
      }
    }
  }

  /** Copies all values from a module of the same architecture. @throws Error naming a missing tensor */
  copyFrom(other: Module): void {
    const theirs = new Map(other.namedState());
    for (const [name, value] of this.namedState()) {
      const source = theirs.get(name);
      if (!source) throw new Error(`${name} is missing in the module to copy from`);
      // A clone would be the same native tensor under another name; multiplying makes one of its own.
      value.assign(tf.mul(source.value, 1));
    }
  }

  /** Frees every tensor. The module can't be used afterwards. */
  dispose(): void {
    for (const [, value] of this.namedState()) value.dispose();
  }
}

function* visit(name: string, value: unknown): Generator<[string, Parameter | Buffer]> {
  if (value instanceof Parameter || value instanceof Buffer) yield [name, value];
  else if (value instanceof Module) yield* value.namedState(`${name}.`);
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* visit(`${name}.${index}`, item);
}
