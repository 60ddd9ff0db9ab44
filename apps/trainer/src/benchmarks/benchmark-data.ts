import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, trainingLoaders } from '@jiagu/training';
import { noiseBatch } from './noise-batch.js';
import { median, peakMegabytes } from './statistics.js';

interface DataBenchmark {
  /** batches of each domain to time, and steps */
  batches: number;
  /** told what goes on */
  log: (line: string) => void;
}

interface DataFigures {
  /** images of each domain in a batch */
  batch: number;
  imageSize: number;
  /** of both domains, when nothing else runs; each image with all its views */
  imagesPerSecond: number;
  /** median time of a training step without waiting for images */
  stepMilliseconds: number;
  /** median time that a step waits for its images while training runs */
  waitMilliseconds: number;
  /** of both domains, that such a training consumes */
  imagesPerSecondTraining: number;
  peakMegabytes: number;
}

/** Times the input of a training: alone, and under steps (on noise, with fresh weights) that compete for the cores. */
export async function benchmarkData(
  config: RunConfig,
  domains: Domains,
  { batches, log }: DataBenchmark,
): Promise<DataFigures> {
  const random = new RandomStreams(config.seed);
  const method = buildMethod(config, random);
  const loaders = trainingLoaders({ config, method, domains, random });
  const next = () => Promise.all([loaders.source.next(), loaders.target.next()]);
  const [first] = await next();
  const started = performance.now();
  for (let k = 0; k < batches; k++) await next();
  const alone = (2 * first.size * batches * 1000) / (performance.now() - started);
  log(`alone: ${alone.toFixed(0)} images/s`);

  const compiled = config.training.compile ? new CompiledStep(method, log) : null;
  const noise = noiseBatch(config, method, first.size);
  const [steps, waits]: [number[], number[]] = [[], []];
  const seen = new Map<string, number>();
  for (let step = 0; steps.length < batches; step++) {
    const asked = performance.now();
    await next();
    const got = performance.now();
    const program = method.begin(step);
    tf.dispose(tf.tidy(() => (compiled ? compiled.run(program, noise) : method.step(noise))));
    const runs = (seen.get(program) ?? 0) + 1;
    seen.set(program, runs);
    // A program's first runs record it and warm up.
    if (runs <= 2) continue;
    waits.push(got - asked);
    steps.push(performance.now() - got);
  }
  loaders.source.close();
  loaders.target.close();
  compiled?.dispose();
  method.dispose();
  tf.dispose([noise.source, noise.target].flatMap((images) => Object.values(images)));
  const [stepMilliseconds, waitMilliseconds] = [median(steps), median(waits)];
  return {
    batch: first.size,
    imageSize: config.data.imageSize,
    imagesPerSecond: alone,
    stepMilliseconds,
    waitMilliseconds,
    imagesPerSecondTraining: (2 * first.size * 1000) / (stepMilliseconds + waitMilliseconds),
    peakMegabytes: peakMegabytes(),
  };
}
