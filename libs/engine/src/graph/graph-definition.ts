import { bytes, float, integer, integers } from '@jiagu/protobuf';
import type { OperationAttribute } from '../kernels/native-operations.js';

/** The binding's numbers for the kinds of attribute. */
export type AttributeTypes = Readonly<
  Record<
    'TF_ATTR_STRING' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_TYPE' | 'TF_INT32',
    number
  >
>;

/** A float32 tensor of the graph, `name:index`; -1 is a size that may vary. */
export interface SignatureTensor {
  readonly tensor: string;
  readonly shape: readonly number[];
}

/** A function of a SavedModel, by the names that its callers use. */
export interface Signature {
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

/** TensorFlow's GraphDef, node by node (tensorflow/core/framework/graph.proto, node_def.proto, attr_value.proto). */
export class GraphDefinition {
  private readonly nodes: Buffer[] = [];

  constructor(readonly types: AttributeTypes) {}

  /** How many operations the graph has. */
  get size(): number {
    return this.nodes.length;
  }

  /**
   * Adds an operation.
   * @param inputs outputs of others, `name` or `name:index`
   */
  operation(
    name: string,
    operation: string,
    inputs: readonly string[],
    attributes: OperationAttribute[],
  ): void {
    this.node(
      name,
      operation,
      inputs,
      attributes.map((attribute) => [attribute.name, this.attribute(attribute)]),
    );
  }

  /** Adds an input of the graph. @param dtype number of a TensorFlow type @param shape -1: any size */
  placeholder(name: string, dtype: number, shape: readonly number[]): void {
    this.node(
      name,
      'Placeholder',
      [],
      [
        ['dtype', integer(6, dtype)],
        ['shape', bytes(7, shapeMessage(shape))],
      ],
    );
  }

  /** Adds a tensor of known values. */
  constant(name: string, dtype: number, shape: readonly number[], values: Uint8Array): void {
    const tensor = [integer(1, dtype), bytes(2, shapeMessage(shape)), bytes(4, values)];
    this.node(
      name,
      'Const',
      [],
      [
        ['dtype', integer(6, dtype)],
        ['value', bytes(8, ...tensor)],
      ],
    );
  }

  /**
   * The graph as the `saved_model.pb` of a SavedModel tagged `serve`.
   * @param signatures functions of the graph that readers call by name
   */
  savedModel(signatures: Readonly<Record<string, Signature>> = {}): Buffer {
    // The producer version is the oldest that knows every operation used; newer libraries read it.
    const graph = Buffer.concat([...this.nodes.map((node) => bytes(1, node)), bytes(4, integer(1, 1000))]);
    const named = Object.entries(signatures).map(([name, signature]) =>
      bytes(5, bytes(1, name), bytes(2, signatureMessage(signature))),
    );
    const metaGraph = [bytes(1, bytes(4, 'serve')), bytes(2, graph), ...named];
    return Buffer.concat([integer(1, 1), bytes(2, ...metaGraph)]);
  }

  private node(
    name: string,
    operation: string,
    inputs: readonly string[],
    attributes: (readonly [string, Buffer])[],
  ): void {
    this.nodes.push(
      Buffer.concat([
        bytes(1, name),
        bytes(2, operation),
        ...inputs.map((input) => bytes(3, input)),
        ...attributes.map(([key, value]) => bytes(5, bytes(1, key), bytes(2, value))),
      ]),
    );
  }

  private attribute({ name, type, value }: OperationAttribute): Buffer {
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.types;
    if (Array.isArray(value)) return bytes(1, this.list(name, type, value));
    if (type === TF_ATTR_STRING && typeof value === 'string') return bytes(2, value);
    if (type === TF_ATTR_INT && typeof value === 'number') return integer(3, value);
    if (type === TF_ATTR_FLOAT && typeof value === 'number') return float(4, value);
    if (type === TF_ATTR_BOOL) return integer(5, Number(value));
    if (type === TF_ATTR_TYPE && typeof value === 'number') return integer(6, value);
    throw new Error(`attribute ${name} of type ${type} has no place in a graph`);
  }

  /** AttrValue.ListValue. */
  private list(name: string, type: number, values: readonly (number | string)[]): Buffer {
    const strings = values.filter((value) => typeof value === 'string');
    const numbers = values.filter((value) => typeof value === 'number');
    const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_TYPE } = this.types;
    if (type === TF_ATTR_STRING) return Buffer.concat(strings.map((value) => bytes(2, value)));
    if (type === TF_ATTR_INT) return integers(3, numbers);
    if (type === TF_ATTR_TYPE) return integers(6, numbers);
    throw new Error(`attribute ${name}, a list of type ${type}, has no place in a graph`);
  }
}

/** SignatureDef. */
function signatureMessage({ inputs, outputs }: Signature): Buffer {
  const ports = (field: number, tensors: Readonly<Record<string, SignatureTensor>>): Buffer[] =>
    Object.entries(tensors).map(([key, { tensor, shape }]) =>
      bytes(
        field,
        bytes(1, key),
        bytes(2, bytes(1, tensor), integer(2, FLOAT), bytes(3, shapeMessage(shape))),
      ),
    );
  return Buffer.concat([...ports(1, inputs), ...ports(2, outputs), bytes(3, 'tensorflow/serving/predict')]);
}

/** TensorFlow's number of the type float32. */
const FLOAT = 1;

/** TensorShapeProto. */
const shapeMessage = (shape: readonly number[]): Buffer =>
  Buffer.concat(shape.map((size) => bytes(2, integer(1, size))));
