import type { Command } from 'commander';
import { loadConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { benchmarkStep } from '../benchmarks/benchmark-step.js';
import { describeStep } from '../benchmarks/describe-step.js';
import { compare, readStepReference } from '../benchmarks/reference.js';
import { repeated, wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, type EngineFlags, type Examples } from '../command-line/verb.js';
import { overridesOf } from './train.js';

interface BenchFlags extends EngineFlags {
  config: string;
  set: string[];
  json?: boolean;
}

/** `jiagu bench`: how fast training is, and its parts. */
export function benchVerb(): Command {
  return verb('bench', 'measure how fast a training step, its input and evaluation are', [
    'jiagu bench step --config configs/oracle241.yaml --set training.batchSize=2 --threads 1',
  ]).addCommand(stepVerb());
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
    .option('--eager', 'without compiling the steps')
    .option('--steps <count>', 'steps to time', wholeNumber(1), 10)
    .option('--at <step>', 'step of the training to begin with: it decides the phase', wholeNumber(0), 0)
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

/** The configuration, with its engine started. */
async function startFor(flags: BenchFlags) {
  const config = loadConfig(flags.config, { overrides: overridesOf(flags) });
  await startEngine({ device: config.device, threads: config.threads, log: note });
  return config;
}
