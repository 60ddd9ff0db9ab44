import { bytes, float, integer, integers } from '@jiagu/protobuf';

/** The operator set that the nodes are of; ONNX Runtime reads it since 1.12 (2022). */
export const OPSET = 17;

/** The version of the file format that belongs to {@link OPSET}. */
const IR_VERSION = 8;

/** A value of a node's attribute: integers, unless it is given as a float. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };

/** An operation; mutable, so that what follows may join it. */
export interface OnnxNode {
  operator: string;
  inputs: string[];
  output: string;
  attributes: Readonly<Record<string, AttributeValue>>;
}

/** An initialiser. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** An input or output; the first axis is `batch`. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly name: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** Pairs that readers find under `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** TensorProto.DataType */
const [FLOAT, INT64] = [1, 7];

/** The bytes of a `.onnx` file (onnx.proto of ONNX 1.12, ModelProto). */
export function encodeOnnx(model: OnnxModel, version: string): Buffer {
  const graph = [
    ...model.nodes.map((node, i) => bytes(1, nodeMessage(node, `${i}_${node.operator}`))),
    bytes(2, model.name),
    ...model.initialisers.map((tensor) => bytes(5, tensorMessage(tensor))),
    ...model.inputs.map((port) => bytes(11, portMessage(port))),
    ...model.outputs.map((port) => bytes(12, portMessage(port))),
  ];
  return Buffer.concat([
    integer(1, IR_VERSION),
    bytes(2, 'jiagu'),
    bytes(3, version),
    bytes(6, model.description),
    bytes(7, ...graph),
    bytes(8, bytes(1, ''), integer(2, OPSET)),
    ...Object.entries(model.metadata).map(([key, value]) => bytes(14, bytes(1, key), bytes(2, value))),
  ]);
}

/** NodeProto. */
const nodeMessage = ({ operator, inputs, output, attributes }: OnnxNode, name: string): Buffer =>
  Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(3, name),
    bytes(4, operator),
    ...Object.entries(attributes).map(([key, value]) => bytes(5, attributeMessage(key, value))),
  ]);

/** AttributeProto. */
function attributeMessage(name: string, value: AttributeValue): Buffer {
  const [FLOAT_KIND, INT_KIND, STRING_KIND, INTS_KIND] = [1, 2, 3, 7];
  const fields = (kind: number, content: Buffer) =>
    Buffer.concat([bytes(1, name), content, integer(20, kind)]);
  if (typeof value === 'number') return fields(INT_KIND, integer(3, value));
  if (typeof value === 'string') return fields(STRING_KIND, bytes(4, value));
  if ('float' in value) return fields(FLOAT_KIND, float(2, value.float));
  return fields(INTS_KIND, Buffer.concat(value.map((item) => integer(8, item))));
}

/** TensorProto. */
function tensorMessage({ name, shape, values }: OnnxTensor): Buffer {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    integers(1, shape),
    integer(2, values instanceof Float32Array ? FLOAT : INT64),
    bytes(8, name),
    bytes(9, raw),
  ]);
}

/** ValueInfoProto. */
function portMessage({ name, shape }: OnnxPort): Buffer {
  const dimensions = [bytes(1, bytes(2, 'batch')), ...shape.map((size) => bytes(1, integer(1, size)))];
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, integer(1, FLOAT), bytes(2, ...dimensions)))]);
}
