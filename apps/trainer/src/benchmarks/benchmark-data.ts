import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod, trainingLoaders } from '@jiagu/training';
import _ from 'lodash';
import { noiseBatch } from './noise-batch.js';
import { median, peakMegabytes } from './statistics.js';

interface DataBenchmark {
  /** number of batches of each domain to time, and of steps */
  batches: number;
  /** receives a line for each stage */
  log: (line: string) => void;
}

interface DataFigures {
  /** images of each domain in a batch */
  batch: number;
  /** number of domains that a step uses */
  domains: number;
  imageSize: number;
  /** images of all domains per second when nothing else runs; an image counts once, whatever its views */
  imagesPerSecond: number;
  /** median time of a training step without waiting for images */
  stepMilliseconds: number;
  /** median time that a step waits for its images while training runs */
  waitMilliseconds: number;
  /** images of all domains per second during training */
  imagesPerSecondTraining: number;
  peakMegabytes: number;
}

/**
 * Times the input of a training: alone, and during training steps (on noise, with fresh weights), which need the same
 * cores.
 */
export async function benchmarkData(
  config: RunConfig,
  domains: Domains,
  { batches, log }: DataBenchmark,
): Promise<DataFigures> {
  const random = new RandomStreams(config.seed);
  const method = buildMethod(config, random);
  const loaders = trainingLoaders({ config, method, domains, random });
  const next = () => Promise.all([...loaders.values()].map((loader) => loader.next()));
  const images = _.sumBy(await next(), 'size');
  const batch = images / loaders.size;
  const started = performance.now();
  for (let k = 0; k < batches; k++) await next();
  const alone = (images * batches * 1000) / (performance.now() - started);
  log(`alone: ${alone.toFixed(0)} images/s`);

  const compiled = config.training.compile ? new CompiledStep(method, log) : null;
  const noise = noiseBatch(config, method, batch);
  const [steps, waits]: [number[], number[]] = [[], []];
  const seen = new Map<string, number>();
  for (let step = 0; steps.length < batches; step++) {
    const asked = performance.now();
    await next();
    const got = performance.now();
    const program = method.begin(step);
    tf.dispose(tf.tidy(() => (compiled ? compiled.run(program, noise) : method.trainStep(noise))));
    const runs = (seen.get(program) ?? 0) + 1;
    seen.set(program, runs);
    // The first runs of a program record it and warm up.
    if (runs <= 2) continue;
    waits.push(got - asked);
    steps.push(performance.now() - got);
  }
  for (const loader of loaders.values()) loader.close();
  compiled?.dispose();
  disposeMethod(method);
  tf.dispose(noise as tf.TensorContainer);
  const [stepMilliseconds, waitMilliseconds] = [median(steps), median(waits)];
  return {
    batch,
    domains: loaders.size,
    imageSize: config.data.imageSize,
    imagesPerSecond: alone,
    stepMilliseconds,
    waitMilliseconds,
    imagesPerSecondTraining: (images * 1000) / (stepMilliseconds + waitMilliseconds),
    peakMegabytes: peakMegabytes(),
  };
}
