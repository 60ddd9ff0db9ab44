import { spawnSync } from 'node:child_process';
import type { RunConfig } from '@jiagu/config';
import { joinRanks, leaveRanks, sumOverRanks, world } from '@jiagu/distributed';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { benchmarkStep } from './benchmark-step.js';
import { median } from './statistics.js';

/** What some ranks measured together. */
export interface RankFigures {
  readonly ranks: number;
  /** of one rank's batch, all domains; every rank has as many */
  readonly images: number;
  /** median of a step */
  readonly stepSeconds: number;
  /** of a sum over the ranks: of one number, and of all gradients of a step */
  readonly sums: { readonly small: number; readonly gradients: number };
  /** of the gradients of all optimisers */
  readonly gradientBytes: number;
}

/** Sums that are timed. */
const ROUNDS = 15;

/**
 * Steps and sums, as one of the ranks that a launcher started or alone.
 * @param steps to time
 * @returns the same on all ranks but for the times
 */
export async function measureRank(
  config: RunConfig,
  steps: number,
  log: (line: string) => void,
): Promise<RankFigures> {
  await joinRanks({ device: config.device, threads: config.threads, log });
  const method = buildMethod(config, new RandomStreams(config.seed));
  const elements = Object.values(method.optimizers).reduce(
    (sum, { parameters }) => sum + parameters.reduce((size, { value }) => size + value.size, 0),
    0,
  );
  disposeMethod(method);
  const {
    median: milliseconds,
    batch,
    domains,
  } = benchmarkStep(config, {
    steps,
    at: 0,
    profile: false,
    log: () => undefined,
  });
  const { size: ranks } = world();
  const sums = { small: timeSum(1), gradients: timeSum(elements) };
  leaveRanks();
  const [stepSeconds, gradientBytes] = [milliseconds / 1000, 4 * elements];
  return { ranks, images: batch * domains, stepSeconds, sums, gradientBytes };
}

/** Seconds, the median. */
function timeSum(elements: number): number {
  if (world().size === 1) return 0;
  const x = tf.zeros([elements]);
  const once = (): number => {
    // All begin together.
    tf.tidy(() => void sumOverRanks(tf.scalar(1)).dataSync());
    const started = performance.now();
    sumOverRanks(x).dispose();
    return (performance.now() - started) / 1000;
  };
  once();
  const times = Array.from({ length: ROUNDS }, once);
  x.dispose();
  return median(times);
}

/**
 * Starts this program's own measurement on some ranks of this machine.
 * @param argv words after the program's name
 * @throws Error with what mpirun says
 */
export function measureRanks(ranks: number, argv: readonly string[]): RankFigures {
  const program = [process.execPath, ...process.execArgv, process.argv[1] as string, ...argv];
  const root = process.geteuid?.() === 0 ? ['--allow-run-as-root'] : [];
  const launcher =
    ranks === 1 ? [] : ['mpirun', ...root, '--bind-to', 'none', '--oversubscribe', '-np', String(ranks)];
  const [command = '', ...args] = [...launcher, ...program];
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw new Error("mpirun can't be run: jiagu doctor says how MPI is installed", { cause: error });
  if (status !== 0) throw new Error(`the measurement of ${ranks} ranks failed:\n${stderr.trim()}`);
  return JSON.parse(stdout) as RankFigures;
}
