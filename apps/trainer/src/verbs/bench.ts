import type { Command } from 'commander';
import { loadConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { benchmarkData } from '../benchmarks/benchmark-data.js';
import { benchmarkEvaluation } from '../benchmarks/benchmark-evaluation.js';
import { benchmarkStep } from '../benchmarks/benchmark-step.js';
import { describeStep } from '../benchmarks/describe-step.js';
import { compare, readStepReference } from '../benchmarks/reference.js';
import { repeated, wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { overridesOf, verb, withEngineFlags, type EngineFlags, type Examples } from '../command-line/verb.js';
import { prepareData } from '../runs/prepare-data.js';
import { modesVerb } from './bench-modes.js';
import { scalingVerb } from './bench-scaling.js';

interface BenchFlags extends EngineFlags {
  config: string;
  set: string[];
  json?: boolean;
}

/** `jiagu bench`: measures the speed of training and its parts, and mode collapse of GANs on a toy problem. */
export function benchVerb(): Command {
  return verb(
    'bench',
    'measure the speed of training steps, their input and evaluation, and the modes that GANs find',
    [
      'jiagu bench step --config configs/oracle241.yaml --set training.batchSize=2 --threads 1',
      'jiagu bench data --config configs/demo.yaml',
      'jiagu bench evaluate --config configs/demo.yaml --json',
      'jiagu bench modes --seeds 0..2',
      'jiagu bench scaling --config configs/benchmark-small.yaml --ranks 1,2,4',
    ],
  )
    .addCommand(stepVerb())
    .addCommand(dataVerb())
    .addCommand(evaluateVerb())
    .addCommand(modesVerb())
    .addCommand(scalingVerb());
}

function measurement(name: string, summary: string, examples: Examples): Command {
  const command = verb(name, summary, examples)
    .requiredOption('-c, --config <file>', 'configuration, YAML')
    .option('--set <key=value>', 'change a key of the configuration; may be repeated', repeated, [])
    .option('--json', 'print the figures as JSON');
  return withEngineFlags(command);
}

interface StepFlags extends BenchFlags {
  eager?: boolean;
  steps: number;
  at: number;
  profile?: boolean;
  reference: string[];
}

function stepVerb(): Command {
  return measurement(
    'step',
    "time a method's training step on noise: needs neither data nor pretrained weights",
    [
      'jiagu bench step --config configs/benchmark-small.yaml --threads 1 --profile',
      'jiagu bench step -c configs/oracle241.yaml --set training.batchSize=2 --reference pytorch.json',
    ],
  )
    .option('--eager', 'run the steps uncompiled')
    .option('--steps <count>', 'number of steps to time', wholeNumber(1), 10)
    .option('--at <step>', 'step of the training at which to begin; decides the phase', wholeNumber(0), 0)
    .option('--profile', 'also run one step uncompiled and time its kinds of operation')
    .option(
      '--reference <file>',
      "another program's times to compare with, JSON: name, milliseconds (an array), peakMegabytes; may be repeated",
      repeated,
      [],
    )
    .action(async ({ steps, at, profile = false, reference, ...flags }: StepFlags) => {
      const references = reference.map(readStepReference);
      const config = await startFor({
        ...flags,
        set: flags.eager ? [...flags.set, 'training.compile=false'] : flags.set,
      });
      const figures = benchmarkStep(config, { steps, at, profile, log: note });
      const comparisons = references.map((other) => compare(figures, other));
      if (flags.json) printJson({ ...figures, comparisons });
      else print(describeStep(figures, comparisons));
    });
}

function dataVerb(): Command {
  return measurement(
    'data',
    'measure how fast batches are read and augmented, alone and during training on noise',
    [
      'jiagu bench data --config configs/demo.yaml',
      'jiagu bench data -c configs/demo.yaml --set training.batchSize=32 --json',
    ],
  )
    .option('--batches <count>', 'number of batches of each domain to time, and of steps', wholeNumber(1), 20)
    .action(async ({ batches, ...flags }: BenchFlags & { batches: number }) => {
      const config = loadConfig(flags.config, { overrides: overridesOf(flags) });
      const domains = await prepareData(config);
      await startFor(flags);
      const figures = await benchmarkData(config, domains, { batches, log: note });
      if (flags.json) return printJson(figures);
      const { batch, domains: count, imageSize, imagesPerSecond, imagesPerSecondTraining } = figures;
      const { stepMilliseconds, waitMilliseconds, peakMegabytes } = figures;
      print(
        `batches of ${Array(count).fill(batch).join(' + ')} images of ${imageSize} px: ${imagesPerSecond.toFixed(0)} images/s alone\n` +
          `during training: a step takes ${stepMilliseconds.toFixed(0)} ms and waits ${waitMilliseconds.toFixed(1)} ms ` +
          `for its images, ${imagesPerSecondTraining.toFixed(0)} images/s; peak memory ${peakMegabytes.toFixed(0)} MB`,
      );
    });
}

function evaluateVerb(): Command {
  return measurement('evaluate', 'time class scores on noise: needs neither data nor pretrained weights', [
    'jiagu bench evaluate --config configs/oracle241.yaml --set training.evaluate.batchSize=32',
  ])
    .option('--batches <count>', 'number of batches to time', wholeNumber(1), 10)
    .action(async ({ batches, ...flags }: BenchFlags & { batches: number }) => {
      const figures = benchmarkEvaluation(await startFor(flags), batches);
      if (flags.json) return printJson(figures);
      const { batch, imageSize, median, imagesPerSecond, peakMegabytes, tensors } = figures;
      print(
        `batches of ${batch} images of ${imageSize} px: ${median.toFixed(0)} ms (median of ${batches}), ` +
          `${imagesPerSecond.toFixed(1)} images/s, peak memory ${peakMegabytes.toFixed(0)} MB, ${tensors} live tensors`,
      );
    });
}

/** Loads the configuration and starts its engine. */
async function startFor(flags: BenchFlags) {
  const config = loadConfig(flags.config, { overrides: overridesOf(flags) });
  await startEngine({ device: config.device, threads: config.threads, log: note });
  return config;
}
