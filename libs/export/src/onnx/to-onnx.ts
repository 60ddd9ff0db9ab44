import type { TracedOperation } from '@jiagu/engine';
import { readersOf, type Network } from '../network.js';
import { converters } from './converters.js';
import { OnnxGraph } from './onnx-graph.js';
import type { OnnxModel, OnnxPort } from './onnx-model.js';

/**
 * A network for ONNX. What has four axes is [N, C, H, W] there, in and out.
 * @throws Error naming an operation that has no counterpart
 */
export function toOnnx(
  network: Network,
  about: Pick<OnnxModel, 'name' | 'description' | 'metadata'>,
): OnnxModel {
  const graph = new OnnxGraph(network, readersOf(network));
  for (const operation of network.operations) convert(operation, graph);
  const port = ({ name, shape }: OnnxPort): OnnxPort => {
    const [height, width, channels] = shape as [number, number, number];
    return { name, shape: shape.length === 3 ? [channels, height, width] : shape };
  };
  for (const { name, tensor } of network.outputs) graph.output(tensor, name);
  return {
    ...about,
    nodes: graph.nodes,
    initialisers: graph.initialisers,
    inputs: network.inputs.map(port),
    outputs: network.outputs.map(port),
  };
}

function convert(operation: TracedOperation, graph: OnnxGraph): void {
  const converter = converters[operation.operation];
  if (!converter) throw new Error(`the operation ${operation.operation} can't be exported to ONNX`);
  converter(operation, graph);
}
