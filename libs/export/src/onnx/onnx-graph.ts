import type { TracedOperation } from '@jiagu/engine';
import type { Network, NetworkConstant } from '../network.js';
import type { AttributeValue, OnnxNode, OnnxTensor } from './onnx-model.js';

/** From [N, H, W, C] to [N, C, H, W], and back. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2];
export const TO_CHANNELS_LAST = [0, 2, 3, 1];

/** The ONNX graph of a network while it is made: tensors of four axes are kept with the channels first. */
export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers: OnnxTensor[] = [];
  private readonly names = new Map<number, string>();
  private readonly producers = new Map<string, OnnxNode>();
  private count = 0;
  private batchName: string | undefined;

  constructor(
    private readonly network: Network,
    private readonly readers: ReadonlyMap<number, readonly TracedOperation[]>,
  ) {
    for (const { name, tensor } of network.inputs) this.names.set(tensor, name);
  }

  /** The shape of a tensor as TensorFlow has it, for a batch of two. */
  shape(id: number): readonly number[] {
    const shape = this.network.shapes.get(id);
    if (!shape) throw new Error(`the shape of tensor ${id} is not known`);
    return shape;
  }

  /** Whether a tensor has four axes, so that its channels stand first here. */
  isImage(id: number): boolean {
    return this.shape(id).length === 4;
  }

  /** The values of a tensor that does not depend on the input. @throws Error where it does */
  constant(id: number, whose: string): NetworkConstant {
    const found = this.network.constants.get(id);
    if (!found) throw new Error(`${whose} depends on the input, which can't be exported to ONNX`);
    return found;
  }

  /** Whether a tensor is a constant of the network. */
  isConstant(id: number): boolean {
    return this.network.constants.has(id);
  }

  /** The name of a tensor in this graph, channels first; float constants become initialisers. */
  value(id: number): string {
    const known = this.names.get(id);
    if (known) return known;
    const { shape, values } = this.constant(id, `tensor ${id}`);
    const name =
      shape.length === 4
        ? this.floats(permuted(values, shape, TO_CHANNELS_FIRST), permutedShape(shape, TO_CHANNELS_FIRST))
        : this.floats(values, shape);
    this.names.set(id, name);
    return name;
  }

  /** The name of a tensor of four axes with the channels last; of others, as it is. */
  channelsLast(id: number): string {
    return this.isImage(id)
      ? this.node('Transpose', [this.value(id)], { perm: TO_CHANNELS_LAST })
      : this.value(id);
  }

  /** Adds a node. @returns the name of its output */
  node(
    operator: string,
    inputs: string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const output = `t${this.count++}`;
    const node = { operator, inputs, output, attributes };
    this.nodes.push(node);
    this.producers.set(output, node);
    return output;
  }

  /** Takes a node's output for a tensor of the network. */
  bind(id: number, name: string): void {
    this.names.set(id, name);
  }

  /** Like {@link bind}, for an output with the channels last where it has four axes. */
  bindChannelsLast(id: number, name: string): void {
    this.bind(id, this.isImage(id) ? this.node('Transpose', [name], { perm: TO_CHANNELS_FIRST }) : name);
  }

  /** The node that makes a tensor which one operation alone reads, where it is of one of these kinds. */
  joinable(id: number, operators: readonly string[]): OnnxNode | undefined {
    const node = this.producers.get(this.value(id));
    const outside = this.network.outputs.some(({ tensor }) => tensor === id);
    return node && operators.includes(node.operator) && this.readers.get(id)?.length === 1 && !outside
      ? node
      : undefined;
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    const name = `w${this.initialisers.length}`;
    this.initialisers.push({ name, shape, values: Float32Array.from(values) });
    return name;
  }

  /** A vector of whole numbers. */
  integers(values: readonly number[]): string {
    const name = `w${this.initialisers.length}`;
    this.initialisers.push({ name, shape: [values.length], values: BigInt64Array.from(values, BigInt) });
    return name;
  }

  /**
   * The sizes that a constant holds, some of which grow with the batch.
   * @param order places to which they go
   */
  sizes({ values, perImage }: NetworkConstant, order: readonly number[]): string {
    const fixed = this.integers(order.map((i) => values[i] as number));
    if (!perImage) return fixed;
    const growth = this.node('Mul', [this.integers(order.map((i) => perImage[i] as number)), this.batch()]);
    return this.node('Add', [fixed, growth]);
  }

  /** Gives a tensor the name of an output. */
  output(id: number, name: string): void {
    this.nodes.push({ operator: 'Identity', inputs: [this.value(id)], output: name, attributes: {} });
  }

  /** How many images there are, a vector of one number. */
  private batch(): string {
    return (this.batchName ??= this.node('Shape', [this.network.inputs[0]?.name ?? ''], {
      start: 0,
      end: 1,
    }));
  }
}

/** The shape after a transposition. */
export const permutedShape = (shape: readonly number[], order: readonly number[]): number[] =>
  order.map((axis) => shape[axis] as number);

/** Values in the order that a transposition gives them. */
export function permuted(
  values: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const out = new Float32Array(values.length);
  const to = permutedShape(shape, order);
  const steps = permutedShape(strides, order);
  let o = 0;
  const walk = (axis: number, from: number): void => {
    if (axis === to.length) {
      out[o++] = values[from] as number;
      return;
    }
    for (let i = 0; i < (to[axis] as number); i++) walk(axis + 1, from + i * (steps[axis] as number));
  };
  walk(0, 0);
  return out;
}
