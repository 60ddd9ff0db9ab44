import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { cacheFolder, requireWritable } from '@jiagu/disk';
import { apartFromOthers, firstRankFirst, world } from '@jiagu/distributed';
import { checkSetUp, startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { lockRun, RunFolder, type InitialWeights, type Method, type RunOrigin } from '@jiagu/training';
import { note } from '../command-line/output.js';
import { describeEnvironment } from './environment.js';
import {
  refuseBatches,
  refuseConfig,
  refuseFewImages,
  refusePairs,
  refuseUnevenShares,
} from './preflight.js';
import { prepareData } from './prepare-data.js';
import { requireSameInputs } from './same-inputs.js';

/** A new run before its first step. */
export interface NewRun {
  readonly config: RunConfig;
  readonly method: Method;
  readonly domains: Domains;
  readonly random: RandomStreams;
  readonly folder: RunFolder;
}

/** Options of {@link withNewRun}. */
export interface NewRunOptions {
  readonly config: RunConfig;
  /** path of the run folder */
  readonly path: string;
  /** whether to replace an existing run; one without a completed step is always replaced */
  readonly force: boolean;
  /** recorded in `env.json` */
  readonly origin?: RunOrigin;
  /** initialises the weights of the networks */
  readonly initialise: (method: Method, weights: InitialWeights) => Promise<void>;
}

/**
 * Creates a run and calls a function with it while holding the lock of its folder. Problems with configuration, data,
 * engine and weights are found before the folder is created. With several ranks, the first one
 * owns the folder.
 * @throws Error when there is such a problem, or another process is training there
 */
export async function withNewRun<T>(
  { config, path, force, origin, initialise }: NewRunOptions,
  work: (run: NewRun) => Promise<T>,
): Promise<T> {
  refuseConfig(config);
  refuseUnevenShares(config);
  const owner = world().rank === 0;
  const release = owner ? await lockRun(path) : () => undefined;
  try {
    const replace = owner && (force || isUntrained(path));
    if (owner) {
      refuseOccupied(path, replace);
      requireWritable(path);
    }
    await checkSetUp(config.device);
    const domains = await firstRankFirst((first) => prepareData(config, { look: first }));
    requireSameInputs(config, domains);
    const engine = await startEngine({ device: config.device, threads: config.threads, log: note });
    const random = new RandomStreams(config.seed);
    const method = buildMethod(config, random);
    refuseBatches(config, method, domains);
    refuseFewImages(config, method, domains);
    refusePairs(method, domains);
    await firstRankFirst(() =>
      apartFromOthers(() => initialise(method, { domains, cache: cacheFolder(), log: note })),
    );
    if (replace) {
      if (!force) note(`${path} holds a run that was stopped before its first step: it will be replaced`);
      rmSync(path, { recursive: true, force: true });
    }
    const environment = { ...describeEnvironment(config, domains, engine), ...(origin && { origin }) };
    const folder = owner ? RunFolder.create(path, config, environment) : RunFolder.ofOther(path);
    return await work({ config, method, domains, random, folder });
  } finally {
    release();
  }
}

/** Whether the folder holds a run without completed steps: it has no checkpoint, and its log records no step. */
export function isUntrained(path: string): boolean {
  if (!existsSync(join(path, 'config.yaml')) || existsSync(join(path, 'done'))) return false;
  const checkpoints = join(path, 'checkpoints');
  if (existsSync(checkpoints) && readdirSync(checkpoints).some((name) => name.startsWith('step-')))
    return false;
  const log = join(path, 'metrics.jsonl');
  // The log records the first phase before any step.
  return !existsSync(log) || !/"step":[1-9]/.test(readFileSync(log, 'utf8'));
}

/** @throws Error when the folder holds a run that must not be replaced, or anything else */
export function refuseOccupied(path: string, force: boolean): void {
  if (!existsSync(path)) return;
  if (existsSync(join(path, 'config.yaml'))) {
    if (force) return;
    const finished = existsSync(join(path, 'done'));
    throw new Error(
      finished
        ? `${path} holds a finished run: choose another name with --name, or replace it with --force`
        : `${path} holds an unfinished run: continue it with \`jiagu resume ${path}\`, choose another name with --name, or replace it with --force`,
    );
  }
  if (readdirSync(path).length > 0)
    throw new Error(`${path} is not a run folder and not empty: choose another name with --name`);
}
