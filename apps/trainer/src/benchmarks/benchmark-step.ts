import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import { world } from '@jiagu/distributed';
import { operationTimes, type OperationTime } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import {
  CompiledStep,
  disposeMethod,
  fedDomains,
  SharedStep,
  type Method,
  type TrainingBatch,
} from '@jiagu/training';
import { noiseBatch } from './noise-batch.js';
import { median, peakMegabytes } from './statistics.js';

interface StepBenchmark {
  /** number of steps to time */
  steps: number;
  /** step of the training at which to begin, which decides the phase */
  at: number;
  /** whether to also run one step operation by operation and time each */
  profile: boolean;
  /** receives a line for each stage */
  log: (line: string) => void;
}

/** Figures of one kind of step, such as those that update the image discriminators. */
interface ProgramFigures {
  program: string;
  steps: number;
  /** median */
  milliseconds: number;
  /** including constants and inputs; null when the step is not compiled */
  graphOperations: number | null;
}

/** Results of {@link benchmarkStep}. */
export interface StepFigures {
  name: string;
  compiled: boolean;
  /** images of each domain */
  batch: number;
  /** number of domains that a step uses */
  domains: number;
  imageSize: number;
  /** of every timed step, in order */
  milliseconds: number[];
  median: number;
  /** processor time of every timed step, summed over all threads; it depends less on other work on the machine */
  cpuMilliseconds: number[];
  /** of all domains together */
  imagesPerSecond: number;
  programs: ProgramFigures[];
  /** before the profile, which runs uncompiled and takes more memory */
  peakMegabytes: number;
  /** live tensors after the last step */
  tensors: number;
  /** of one uncompiled step; absent without a profile */
  operations?: OperationTime[];
}

/**
 * Times a method's steps on noise, with fresh weights, so neither data nor pretrained weights are needed. The first two
 * steps of each program, which record it and warm up, don't count. Several ranks run
 * their steps together, each with the configured batch.
 */
export function benchmarkStep(config: RunConfig, options: StepBenchmark): StepFigures {
  const method = buildMethod(config, new RandomStreams(config.seed));
  const stepped = world().size > 1 ? new SharedStep(method) : method;
  const compiled = config.training.compile ? new CompiledStep(stepped, options.log) : null;
  const size = config.training.batchSize * method.phase(options.at).batchFactor;
  const batch = noiseBatch(config, method, size);
  const runs = new Map<string, number[]>();
  const [milliseconds, cpuMilliseconds]: [number[], number[]] = [[], []];
  for (let step = options.at; milliseconds.length < options.steps; step++) {
    const program = method.begin(step);
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const losses = tf.tidy(() => (compiled ? compiled.run(program, batch) : stepped.trainStep(batch)));
    // On asynchronous devices, reading a loss waits for the end of the step.
    Object.values(losses)[0]?.dataSync();
    tf.dispose(losses);
    const time = performance.now() - started;
    const times = runs.get(program) ?? [];
    runs.set(program, [...times, time]);
    if (times.length >= warmUp) {
      const { user, system } = process.cpuUsage(cpu);
      milliseconds.push(time);
      cpuMilliseconds.push((user + system) / 1000);
    }
    options.log(
      `step ${step}, ${program}: ${time.toFixed(0)} ms${times.length < warmUp ? ', not counted' : ''}`,
    );
  }
  const middle = median(milliseconds);
  const domains = fedDomains(method.feeds).length;
  const figures: StepFigures = {
    name: compiled ? 'jiagu, compiled' : 'jiagu, uncompiled',
    compiled: compiled !== null,
    batch: size,
    domains,
    imageSize: config.data.imageSize,
    milliseconds,
    median: middle,
    cpuMilliseconds,
    imagesPerSecond: (domains * size * 1000) / middle,
    programs: [...runs].map(([program, times]) => ({
      program,
      steps: Math.max(times.length - warmUp, 0),
      milliseconds: median(times.slice(warmUp)),
      graphOperations: compiled?.operations(program) ?? null,
    })),
    peakMegabytes: peakMegabytes(),
    tensors: tf.memory().numTensors,
  };
  if (options.profile) figures.operations = profile(method, batch, options);
  compiled?.dispose();
  disposeMethod(method);
  return figures;
}

/** Number of runs of a program that don't count. */
const warmUp = 2;

function profile(method: Method, batch: TrainingBatch, { at }: StepBenchmark): OperationTime[] {
  const step = (): void => {
    method.begin(at);
    tf.dispose(tf.tidy(() => method.trainStep(batch)));
  };
  step();
  return operationTimes(step).operations;
}
