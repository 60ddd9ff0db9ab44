import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphDefinition } from './graph-definition.js';
import type { RecordableBackend } from './native-binding.js';

/** The inputs that a graph uses, of those offered, and its outputs. */
interface Ports {
  inputs: readonly number[];
  hosts: readonly number[];
  outputNames: readonly string[];
}

/** A TensorFlow graph in a session of its own. */
export class NativeGraph {
  private readonly session: number;
  private readonly inputNames: string;
  private readonly outputNames: string;
  /** number of operations of the graph, constants and placeholders included */
  readonly operations: number;

  constructor(
    private readonly backend: RecordableBackend,
    definition: GraphDefinition,
    private readonly ports: Ports,
  ) {
    this.operations = definition.size;
    this.inputNames = [
      ...ports.inputs.map((i) => `input${i}:0`),
      ...ports.hosts.map((i) => `host${i}:0`),
    ].join(',');
    this.outputNames = ports.outputNames.join(',');
    // The binding takes graphs from a folder only.
    const folder = mkdtempSync(join(tmpdir(), 'jiagu-graph-'));
    try {
      mkdirSync(join(folder, 'variables'));
      writeFileSync(join(folder, 'saved_model.pb'), definition.savedModel());
      this.session = backend.binding.loadSavedModel(folder, 'serve');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Runs the graph.
   * @param inputs,hosts as they were given to {@link GraphRecorder.build}, with this run's values
   * @returns the outputs, to be disposed by the caller
   */
  run(inputs: readonly Tensor[], hosts: readonly Tensor[]): Tensor[] {
    const taken = [
      ...this.ports.inputs.map((i) => inputs[i] as Tensor),
      ...this.ports.hosts.map((i) => hosts[i] as Tensor),
    ];
    const ids = this.backend.getInputTensorIds(taken);
    return this.backend.binding
      .runSavedModel(this.session, ids, this.inputNames, this.outputNames)
      .map((metadata) => this.backend.createOutputTensor(metadata) as Tensor);
  }

  /** Frees the graph and its session. */
  dispose(): void {
    this.backend.binding.deleteSavedModel(this.session);
  }
}
