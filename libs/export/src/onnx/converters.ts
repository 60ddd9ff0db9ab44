import type { TracedOperation } from '@jiagu/engine';
import { attribute } from '../attribute.js';
import { permuted, permutedShape, TO_CHANNELS_FIRST, type OnnxGraph } from './onnx-graph.js';

/** Adds what computes a TensorFlow operation to an ONNX graph. */
type Converter = (operation: TracedOperation, graph: OnnxGraph) => void;

/** Where TensorFlow's axes of images are once the channels stand first. */
const channelsFirstAxis = [0, 2, 3, 1];

const [HEIGHT, WIDTH, CHANNELS] = [1, 2, 3];

/** The k-th input, and the first output, which is all that these operations give. */
const input = ({ inputs }: TracedOperation, k = 0): number => inputs[k] as number;
const output = ({ outputs }: TracedOperation): number => outputs[0] as number;
const setting = ({ attributes }: TracedOperation, name: string) => attribute(attributes, name);

/** An operation of the same meaning, element by element. */
const elementwise =
  (operator: string): Converter =>
  (operation, graph) =>
    graph.bind(
      output(operation),
      graph.node(
        operator,
        operation.inputs.map((id) => broadcast(id, operation, graph)),
      ),
    );

/**
 * A tensor as it broadcasts: TensorFlow aligns the last axes, here the channels stand before two others.
 * @throws Error for tensors of two or three axes beside images
 */
function broadcast(id: number, operation: TracedOperation, graph: OnnxGraph): string {
  const shape = graph.shape(id);
  if (!graph.isImage(output(operation)) || shape.length === 4 || shape.length === 0) return graph.value(id);
  if (shape.length > 1)
    throw new Error(`${operation.operation} of images and [${shape.join(', ')}] can't be exported to ONNX`);
  return graph.node('Reshape', [graph.value(id), graph.integers([-1, 1, 1])]);
}

/** Mean or sum over axes; ONNX takes those of the one as an attribute, of the other as an input. */
const reduction =
  (operator: string, axesAsInput: boolean): Converter =>
  (operation, graph) => {
    const image = graph.isImage(input(operation));
    const { values } = graph.constant(input(operation, 1), 'an axis');
    const axes = Array.from(values, (axis) => (image ? (channelsFirstAxis[axis] as number) : axis));
    const keepdims = Number(setting(operation, 'keep_dims') === true);
    const left = [0, 1, 2, 3].filter((axis) => !values.includes(axis));
    if (image && !keepdims && left.includes(CHANNELS) && (left.includes(HEIGHT) || left.includes(WIDTH)))
      throw new Error(`${operation.operation} over one side of images can't be exported to ONNX`);
    const x = graph.value(input(operation));
    const made = axesAsInput
      ? graph.node(operator, [x, graph.integers(axes)], { keepdims })
      : graph.node(operator, [x], { axes, keepdims });
    graph.bind(output(operation), made);
  };

/** Padding before and after along an axis that makes windows fit as TensorFlow's modes tell. */
function windowPadding(
  mode: unknown,
  size: number,
  kernel: number,
  stride: number,
): [before: number, after: number] {
  if (mode !== 'SAME') return [0, 0];
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [total >> 1, total - (total >> 1)];
}

/** Attributes of windows [height, width] over images of these sides. */
function windows(operation: TracedOperation, [height, width]: readonly number[], kernel: readonly number[]) {
  const strides = (setting(operation, 'strides') as number[]).slice(HEIGHT, WIDTH + 1);
  const mode = setting(operation, 'padding');
  const [top, bottom] = windowPadding(mode, height as number, kernel[0] as number, strides[0] as number);
  const [left, right] = windowPadding(mode, width as number, kernel[1] as number, strides[1] as number);
  return { kernel_shape: kernel, strides, pads: [top, left, bottom, right] };
}

const sides = (shape: readonly number[]): readonly number[] => shape.slice(HEIGHT, WIDTH + 1);

function convolution(operation: TracedOperation, graph: OnnxGraph): void {
  const { shape, values } = graph.constant(input(operation, 1), 'the filter of a convolution');
  const order = [3, 2, 0, 1];
  const filter = graph.floats(permuted(values, shape, order), permutedShape(shape, order));
  const attributes = windows(operation, sides(graph.shape(input(operation))), shape.slice(0, 2));
  graph.bind(output(operation), graph.node('Conv', [graph.value(input(operation)), filter], attributes));
}

/** The gradient of a convolution by its input, which is a transposed convolution. */
function transposedConvolution(operation: TracedOperation, graph: OnnxGraph): void {
  const { shape, values } = graph.constant(input(operation, 1), 'the filter of a convolution');
  const order = [3, 2, 0, 1];
  const filter = graph.floats(permuted(values, shape, order), permutedShape(shape, order));
  const made = sides(graph.shape(output(operation)));
  const attributes = windows(operation, made, shape.slice(0, 2));
  const { strides, kernel_shape, pads } = attributes;
  const output_padding = sides(graph.shape(input(operation, 2))).map((size, i) => {
    const padded = (pads[i] as number) + (pads[i + 2] as number);
    return (made[i] as number) - ((size - 1) * (strides[i] as number) + (kernel_shape[i] as number) - padded);
  });
  graph.bind(
    output(operation),
    graph.node('ConvTranspose', [graph.value(input(operation, 2)), filter], {
      ...attributes,
      output_padding,
    }),
  );
}

function maxPool(operation: TracedOperation, graph: OnnxGraph): void {
  const kernel = (setting(operation, 'ksize') as number[]).slice(HEIGHT, WIDTH + 1);
  const attributes = windows(operation, sides(graph.shape(input(operation))), kernel);
  graph.bind(output(operation), graph.node('MaxPool', [graph.value(input(operation))], attributes));
}

/** A bias joins the convolution or product before it. */
function bias(operation: TracedOperation, graph: OnnxGraph): void {
  const node = graph.joinable(input(operation), ['Conv', 'ConvTranspose', 'Gemm']);
  if (!node || node.inputs.length > 2) return elementwise('Add')(operation, graph);
  node.inputs.push(graph.value(input(operation, 1)));
  graph.bind(output(operation), node.output);
}

function product(operation: TracedOperation, graph: OnnxGraph): void {
  const [transA, transB] = ['transpose_a', 'transpose_b'].map((name) =>
    Number(setting(operation, name) === true),
  );
  const factors = [input(operation), input(operation, 1)].map((id) => graph.value(id));
  graph.bind(output(operation), graph.node('Gemm', factors, { transA: transA ?? 0, transB: transB ?? 0 }));
}

function batchNorm(operation: TracedOperation, graph: OnnxGraph): void {
  if (setting(operation, 'is_training') === true)
    throw new Error("batch normalisation with the batch's own statistics can't be exported to ONNX");
  const inputs = operation.inputs.map((id) => graph.value(id));
  const epsilon = { float: setting(operation, 'epsilon') as number };
  graph.bind(output(operation), graph.node('BatchNormalization', inputs, { epsilon }));
}

function reshape(operation: TracedOperation, graph: OnnxGraph): void {
  const sizes = graph.constant(input(operation, 1), 'a shape');
  const shape = graph.sizes(sizes, [...sizes.values.keys()]);
  graph.bindChannelsLast(
    output(operation),
    graph.node('Reshape', [graph.channelsLast(input(operation)), shape]),
  );
}

function transpose(operation: TracedOperation, graph: OnnxGraph): void {
  const { values } = graph.constant(input(operation, 1), 'an order of axes');
  const moved = graph.node('Transpose', [graph.channelsLast(input(operation))], { perm: Array.from(values) });
  graph.bindChannelsLast(output(operation), moved);
}

/** Repetition to sizes, or so many times; both are given for each axis. */
const repetition =
  (operator: string, what: number, sizes: number): Converter =>
  (operation, graph) => {
    const given = graph.constant(input(operation, sizes), 'a size');
    const order = graph.isImage(output(operation)) ? TO_CHANNELS_FIRST : [...given.values.keys()];
    const x = broadcast(input(operation, what), operation, graph);
    graph.bind(output(operation), graph.node(operator, [x, graph.sizes(given, order)]));
  };

function concatenation(operation: TracedOperation, graph: OnnxGraph): void {
  const parts = operation.inputs.slice(0, -1);
  const { values } = graph.constant(input(operation, parts.length), 'an axis');
  const rank = graph.shape(output(operation)).length;
  const axis = ((values[0] as number) + rank) % rank;
  const joined = graph.node(
    'Concat',
    parts.map((id) => graph.value(id)),
    { axis: rank === 4 ? (channelsFirstAxis[axis] as number) : axis },
  );
  graph.bind(output(operation), joined);
}

const padding =
  (mode: 'constant' | 'reflect'): Converter =>
  (operation, graph) => {
    const { values } = graph.constant(input(operation, 1), 'a padding');
    const axes = graph.isImage(input(operation)) ? TO_CHANNELS_FIRST : [...Array(values.length / 2).keys()];
    const pads = [0, 1].flatMap((end) => axes.map((axis) => values[2 * axis + end] as number));
    const inputs = [graph.value(input(operation)), graph.integers(pads)];
    if (operation.inputs.length > 2) inputs.push(graph.value(input(operation, 2)));
    graph.bind(output(operation), graph.node('Pad', inputs, { mode }));
  };

/** A part of a tensor; ONNX takes where it ends in place of its size. */
function slice(operation: TracedOperation, graph: OnnxGraph): void {
  const [begin, size] = [1, 2].map((k) => graph.constant(input(operation, k), 'the place of a slice'));
  if (!begin || !size) throw new Error('a slice needs a place and a size');
  const order = graph.isImage(input(operation)) ? TO_CHANNELS_FIRST : [...size.values.keys()];
  const starts = graph.sizes(begin, order);
  const ends = graph.node('Add', [starts, graph.sizes(size, order)]);
  graph.bind(output(operation), graph.node('Slice', [graph.value(input(operation)), starts, ends]));
}

/** By TensorFlow's names of operations: all that recognisers, encoders and decoders are made of. */
export const converters: Readonly<Record<string, Converter | undefined>> = {
  Add: elementwise('Add'),
  AddV2: elementwise('Add'),
  Sub: elementwise('Sub'),
  Mul: elementwise('Mul'),
  RealDiv: elementwise('Div'),
  Relu: elementwise('Relu'),
  Tanh: elementwise('Tanh'),
  Sqrt: elementwise('Sqrt'),
  Reciprocal: elementwise('Reciprocal'),
  Identity: elementwise('Identity'),
  AddN: elementwise('Sum'),
  Square(operation, graph) {
    const x = graph.value(input(operation));
    graph.bind(output(operation), graph.node('Mul', [x, x]));
  },
  Rsqrt(operation, graph) {
    const root = graph.node('Sqrt', [graph.value(input(operation))]);
    graph.bind(output(operation), graph.node('Reciprocal', [root]));
  },
  Mean: reduction('ReduceMean', false),
  Sum: reduction('ReduceSum', true),
  Conv2D: convolution,
  Conv2DBackpropInput: transposedConvolution,
  MaxPool: maxPool,
  BiasAdd: bias,
  MatMul: product,
  FusedBatchNormV3: batchNorm,
  Reshape: reshape,
  Transpose: transpose,
  Tile: repetition('Tile', 0, 1),
  BroadcastTo: repetition('Expand', 0, 1),
  Fill: repetition('Expand', 1, 0),
  ConcatV2: concatenation,
  MirrorPad: padding('reflect'),
  Pad: padding('constant'),
  PadV2: padding('constant'),
  Slice: slice,
  DepthToSpace(operation, graph) {
    const x = graph.value(input(operation));
    const blocksize = setting(operation, 'block_size') as number;
    graph.bind(output(operation), graph.node('DepthToSpace', [x], { blocksize, mode: 'DCR' }));
  },
};
