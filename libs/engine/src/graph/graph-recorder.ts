import { backend, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { keptConstants } from '../kernels/index.js';
import { fuseConvolutions, type RecordedOperation } from './fuse-convolutions.js';
import { GraphDefinition } from './graph-definition.js';
import { listen } from './listen.js';
import { NativeGraph } from './native-graph.js';
import type { HostValues, NativeBinding, RecordableBackend } from './native-binding.js';

/** An array that became a tensor while recording. */
interface Host {
  shape: number[];
  dtype: number;
  values: HostValues;
}

/**
 * Records the native operations of ordinary tfjs code while it runs, and builds one TensorFlow graph from them, which
 * runs them in the same order without dispatch, with convolutions fused with the bias and activation that follow them.
 */
export class GraphRecorder {
  /** by native number */
  private readonly hosts = new Map<number, Host>();
  private readonly operations: RecordedOperation[] = [];

  /** @param constants tensors made before that never change, such as shapes kept by the kernels */
  constructor(
    private readonly backend: RecordableBackend,
    private readonly constants: () => readonly TensorInfo[],
  ) {}

  /** Uploads tensors whose values are still on the host, so that they exist before the recording. */
  touch(tensors: readonly Tensor[]): void {
    this.backend.getInputTensorIds(tensors);
  }

  /** Runs `f`, recording every operation. */
  record<T>(f: () => T): T {
    return listen(this.backend, (binding) => this.listening(binding), f);
  }

  /**
   * Makes the graph that computes `outputs` from `inputs`.
   *
   * @param inputs tensors that existed before the recording; each run takes its own
   * @param hosts arrays that became tensors during the recording; each run gives them new values
   * @throws Error when an output depends on a tensor that is neither an input nor made in the recording
   */
  build(inputs: readonly Tensor[], hosts: readonly HostValues[], outputs: readonly Tensor[]): NativeGraph {
    const { binding } = this.backend;
    const graph = new GraphDefinition(binding);
    const names = new Map<number, string>();
    const byId = <T extends TensorInfo>(tensors: readonly T[]): Map<number, [T, number]> =>
      new Map(this.backend.getInputTensorIds(tensors).map((id, i) => [id, [tensors[i] as T, i]]));
    const given = byId(inputs);
    if (given.size < inputs.length) throw new Error('two inputs of a step are the same tensor');
    const kept = byId(this.constants());
    const hostOf = new Map(hosts.map((values, i) => [values, i]));
    const fed = { inputs: new Set<number>(), hosts: new Set<number>() };

    /** Adds the node for a tensor on its first use. */
    const introduce = (id: number): string => {
      const input = given.get(id);
      if (input) {
        const [{ dtype, shape }, index] = input;
        graph.placeholder(`input${index}`, typeNumber(dtype), shape);
        fed.inputs.add(index);
        return `input${index}`;
      }
      const made = this.hosts.get(id);
      const host = made && hostOf.get(made.values);
      if (made && host !== undefined) {
        graph.placeholder(`host${host}`, made.dtype, made.shape);
        fed.hosts.add(host);
        return `host${host}`;
      }
      const name = `constant${names.size}`;
      const constant = kept.get(id);
      if (made) graph.constant(name, made.dtype, made.shape, bytesOf(made.values));
      else if (constant) {
        const [{ dtype, shape }] = constant;
        graph.constant(name, typeNumber(dtype), shape, bytesOf(binding.tensorDataSync(id)));
      } else throw new Error('a step used a tensor that is neither an input nor made in it');
      return name;
    };
    const nameOf = (id: number): string => {
      const name = names.get(id) ?? introduce(id);
      names.set(id, name);
      return name;
    };

    const wanted = this.backend.getInputTensorIds(outputs);
    const computed = new Set<number>();
    const operations = fuseConvolutions(this.operations, wanted, binding);
    operations.forEach(({ operation, attributes, inputs: taken, outputs: gave }, i) => {
      // Each waits for the one before: memory use is that of the code's own order, and every run is the same.
      const after = i > 0 ? [`^operation${i - 1}`] : [];
      graph.operation(`operation${i}`, operation, [...taken.map(nameOf), ...after], attributes);
      gave.forEach((id, k) => {
        names.set(id, `operation${i}:${k}`);
        computed.add(id);
      });
    });
    const outputNames = wanted.map((id) => {
      if (!computed.has(id)) throw new Error('an output of the step was not computed by it');
      return nameOf(id);
    });
    return new NativeGraph(this.backend, graph, {
      inputs: [...fed.inputs],
      hosts: [...fed.hosts],
      outputNames,
    });
  }

  private listening(binding: NativeBinding): Partial<NativeBinding> {
    return {
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        this.hosts.set(id, { shape, dtype, values });
        return id;
      },
      executeOp: (operation, attributes, inputs, count) => {
        const results = binding.executeOp(operation, attributes, inputs, count);
        const ids = results.map(({ id }) => id);
        this.operations.push({ operation, attributes, inputs: [...inputs], outputs: ids });
        return results;
      },
    };
  }
}

/** Starts a recording on the running engine. */
export const graphRecorder = (): GraphRecorder =>
  new GraphRecorder(backend() as unknown as RecordableBackend, keptConstants);

/** TensorFlow's number of a tfjs type. */
function typeNumber(dtype: string): number {
  const numbers: Record<string, number> = { float32: 1, int32: 3, bool: 10 };
  const number = numbers[dtype];
  if (number === undefined) throw new Error(`tensors of type ${dtype} have no place in a graph`);
  return number;
}

const bytesOf = (values: HostValues): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
