import { createHash } from 'node:crypto';
import { GraphDefinition, type Signature } from '@jiagu/engine';
import type { Network, NetworkConstant, Port } from './network.js';

/** TensorFlow's numbers of types. */
const types = { float32: 1, int32: 3 } as const;

/**
 * Networks as the `saved_model.pb` of a SavedModel: one graph with a signature for each network, weights as constants,
 * those that networks share written once. Inputs and outputs are operations called
 * `<network>/<port>`; the first network is also `serving_default`. Images are [N, H, W, C].
 */
export function savedModel(networks: Readonly<Record<string, Network>>): Buffer {
  const [first] = Object.values(networks);
  if (!first) throw new Error('a SavedModel needs a network');
  const graph = new GraphDefinition(first.types);
  const shared = new Map<string, string>();
  const signatures: [string, Signature][] = Object.entries(networks).map(([name, network]) => [
    name,
    addNetwork(graph, name, network, shared),
  ]);
  return graph.savedModel({
    ...Object.fromEntries(signatures),
    ...(signatures[0] && { serving_default: signatures[0][1] }),
  });
}

function addNetwork(
  graph: GraphDefinition,
  prefix: string,
  network: Network,
  shared: Map<string, string>,
): Signature {
  const { types: kinds, constants } = network;
  const names = new Map<number, string>();
  const attribute = (name: string, value: number, type: number = kinds.TF_ATTR_TYPE) => ({
    name,
    type,
    value,
  });
  network.inputs.forEach(({ name, tensor, shape }) => {
    graph.placeholder(`${prefix}/${name}`, types.float32, [-1, ...shape]);
    names.set(tensor, `${prefix}/${name}`);
  });
  const constant = ({ dtype, shape, values }: NetworkConstant): string => {
    const content = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const key = `${dtype} ${shape.join()} ${createHash('sha256').update(content).digest('hex')}`;
    const known = shared.get(key);
    if (known) return known;
    const name = `constant${shared.size}`;
    graph.constant(name, types[dtype], shape, content);
    shared.set(key, name);
    return name;
  };
  /** The number of images of the first input, a scalar, computed where something needs it. */
  const batch = (): string => {
    const name = `${prefix}/batch`;
    if (shared.has(name)) return name;
    const number = (value: number) => constant({ dtype: 'int32', shape: [1], values: Int32Array.of(value) });
    const input = `${prefix}/${network.inputs[0]?.name ?? ''}`;
    graph.operation(
      `${name}/shape`,
      'Shape',
      [input],
      [attribute('T', types.float32), attribute('out_type', types.int32)],
    );
    graph.operation(
      name,
      'StridedSlice',
      [`${name}/shape`, number(0), number(1), number(1)],
      [
        attribute('T', types.int32),
        attribute('Index', types.int32),
        ...['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask'].map((mask) =>
          attribute(mask, 0, kinds.TF_ATTR_INT),
        ),
        attribute('shrink_axis_mask', 1, kinds.TF_ATTR_INT),
      ],
    );
    shared.set(name, name);
    return name;
  };
  const nameOf = (id: number): string => {
    const known = names.get(id);
    if (known) return known;
    const found = constants.get(id);
    if (!found) throw new Error(`tensor ${id} is read before it is made`);
    let name = constant(found);
    if (found.perImage) {
      const growth = constant({ ...found, values: Int32Array.from(found.perImage) });
      const integers = [attribute('T', types.int32)];
      graph.operation(`${prefix}/growth${id}`, 'Mul', [growth, batch()], integers);
      graph.operation(`${prefix}/size${id}`, 'AddV2', [name, `${prefix}/growth${id}`], integers);
      name = `${prefix}/size${id}`;
    }
    names.set(id, name);
    return name;
  };
  network.operations.forEach(({ operation, attributes, inputs, outputs }, i) => {
    const name = `${prefix}/operation${i}`;
    graph.operation(name, operation, inputs.map(nameOf), [...attributes]);
    outputs.forEach((id, k) => names.set(id, `${name}:${k}`));
  });
  const ports = (list: readonly Port[]) =>
    Object.fromEntries(
      list.map(({ name, shape }) => [name, { tensor: `${prefix}/${name}:0`, shape: [-1, ...shape] }]),
    );
  for (const { name, tensor } of network.outputs)
    graph.operation(`${prefix}/${name}`, 'Identity', [nameOf(tensor)], [attribute('T', types.float32)]);
  return { inputs: ports(network.inputs), outputs: ports(network.outputs) };
}
