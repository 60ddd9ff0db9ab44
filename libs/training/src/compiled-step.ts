import * as tf from '@tensorflow/tfjs-core';
import { graphRecorder, type NativeGraph } from '@jiagu/engine';
import { collectHostTensors, type Buffer, type HostSource, type Parameter } from '@jiagu/nn';
import { batchTensors, type TrainingBatch } from './feeds.js';
import { stateOf } from './method-state.js';
import type { Method } from './method.js';

type Losses = Record<string, tf.Scalar>;

/** A recorded step: its inputs, the state that it changes and the losses that it returns. */
interface Program {
  graph: NativeGraph;
  hosts: HostSource[];
  changed: (Parameter | Buffer)[];
  losses: string[];
  /** The step, of this object, in which it last ran. */
  lastRun: number;
}

/** A program that rests for longer is freed when another is recorded: most belong to a phase that has passed. */
const maximumRest = 500;

/**
 * Runs the steps of a method. The first run of each program executes ordinary code and records its operations; all
 * later runs execute them as one TensorFlow graph: the same numbers in less time.
 *
 * Parameters and other state are inputs and outputs of the graph, so evaluation and checkpoints need not know about it.
 */
export class CompiledStep<Batch extends TrainingBatch = TrainingBatch> {
  private readonly programs = new Map<string, Program | 'eager'>();
  private steps = 0;

  /** @param log receives a line for each program that can't be compiled, with the reason */
  constructor(
    private readonly method: Pick<Method<Batch>, 'modules' | 'optimizers' | 'trainStep'>,
    private readonly log: (line: string) => void,
  ) {}

  /**
   * Runs one step.
   * @param name the program, as returned by `method.begin`
   * @returns the losses, which the caller disposes
   */
  run(name: string, batch: Batch): Losses {
    const inputs = batchTensors(batch);
    const key = [name, ...inputs.map(({ shape }) => shape.join('x'))].join(' ');
    const program = this.programs.get(key);
    this.steps++;
    if (program === 'eager') return tf.tidy(() => this.method.trainStep(batch));
    return program ? this.replay(program, inputs) : this.record(key, batch, inputs);
  }

  /** Number of operations in the graph of a program, including constants and inputs; null when it is not compiled. */
  operations(name: string): number | null {
    for (const [key, program] of this.programs)
      if (program !== 'eager' && key.startsWith(`${name} `)) return program.graph.operations;
    return null;
  }

  /** Frees the graphs. */
  dispose(): void {
    for (const program of this.programs.values()) if (program !== 'eager') program.graph.dispose();
    this.programs.clear();
  }

  private freeResting(): void {
    for (const [key, program] of this.programs)
      if (program !== 'eager' && this.steps - program.lastRun > maximumRest) {
        program.graph.dispose();
        this.programs.delete(key);
      }
  }

  private record(key: string, batch: Batch, batchInputs: tf.Tensor[]): Losses {
    this.freeResting();
    const state = stateOf(this.method);
    const before = state.map(({ value }) => value);
    // Clones keep the old tensors alive, so that their ids stay distinct from the new ones'.
    const held = before.map((tensor) => tf.clone(tensor));
    const recorder = graphRecorder();
    recorder.touch([...held, ...batchInputs]);
    const { result: losses, sources } = collectHostTensors(() =>
      recorder.record(() => tf.tidy(() => this.method.trainStep(batch))),
    );
    try {
      const changed = state.filter((kept, i) => kept.value !== before[i]);
      const graph = recorder.build(
        [...held, ...batchInputs],
        sources.map(({ values }) => values),
        [...changed.map(({ value }) => value), ...Object.values(losses)],
      );
      const program = { graph, hosts: sources, changed, losses: Object.keys(losses), lastRun: this.steps };
      this.programs.set(key, program);
      // The graph's own result counts from the first step on: a resumed run, which records anew, must not differ
      // from an uninterrupted one by the rounding between the two ways.
      const result = this.execute(
        program,
        [...held, ...batchInputs],
        sources.map(({ values }) => values),
      );
      tf.dispose(losses);
      return result;
    } catch (error) {
      this.programs.set(key, 'eager');
      this.log(`steps of "${key}" run uncompiled: ${(error as Error).message}`);
      return losses;
    } finally {
      tf.dispose(held);
    }
  }

  private replay(program: Program, batchInputs: tf.Tensor[]): Losses {
    const values = program.hosts.map(({ shape, fill }) => {
      const array = new Float32Array(tf.util.sizeFromShape(shape));
      fill(array);
      return array;
    });
    return this.execute(program, [...stateOf(this.method).map(({ value }) => value), ...batchInputs], values);
  }

  private execute(program: Program, inputs: tf.Tensor[], hostValues: Float32Array[]): Losses {
    const { graph, hosts, changed, losses } = program;
    program.lastRun = this.steps;
    return tf.tidy(() => {
      const tensors = hosts.map(({ shape }, i) => tf.tensor(hostValues[i] as Float32Array, shape, 'float32'));
      const outputs = graph.run(inputs, tensors);
      changed.forEach((kept, i) => kept.assign(outputs[i] as tf.Tensor));
      return Object.fromEntries(losses.map((name, i) => [name, outputs[changed.length + i] as tf.Scalar]));
    });
  }
}
