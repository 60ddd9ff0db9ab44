import { rmSync } from 'node:fs';
import type { RunConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { buildMethod, loadWeights, networksWithout } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { lockRun, RunFolder, saveCheckpoint, trainingLoaders } from '@jiagu/training';
import { cacheFolder, inspectWeights } from '@jiagu/weights';
import { note } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { describeEnvironment } from './environment.js';
import { prepareData } from './prepare-data.js';
import { refuseOccupied } from './start-run.js';

export interface ImportOptions {
  /** Whether to replace a run that is there. */
  force: boolean;
  /** Steps of the schedule that count as done; where absent, what the file says, or none. */
  step?: number;
}

/** What {@link importWeights} made. */
export interface ImportedRun {
  step: number;
  /** Networks of which the file had nothing: they are as at the start of a training. */
  fresh: string[];
}

/**
 * Makes a run whose networks have the weights of a file, and whose optimisers have yet to begin.
 * @param path of the run folder
 * @throws Error naming the file and the tensor that does not fit, before anything is made
 */
export async function importWeights(
  file: string,
  config: RunConfig,
  path: string,
  options: ImportOptions,
): Promise<ImportedRun> {
  const { metadata, tensors } = inspectWeights(file);
  const step = options.step ?? Number(metadata.step ?? 0);
  if (!Number.isSafeInteger(step) || step < 0 || step > config.training.steps)
    throw new UsageError(
      `${file} is of step ${step}, but training.steps is ${config.training.steps}: give another --step`,
    );
  const release = await lockRun(path);
  try {
    refuseOccupied(path, options.force);
    const domains = await prepareData(config);
    const engine = await startEngine({ device: config.device, threads: config.threads, log: note });
    const random = new RandomStreams(config.seed);
    const method = buildMethod(config, random);
    const fresh = networksWithout(
      method,
      tensors.map(({ name }) => name),
    );
    loadWeights(method, file);
    if (fresh.length > 0) {
      await method.initialise?.({ domains, cache: cacheFolder(), log: note });
      loadWeights(method, file);
    }
    if (options.force) rmSync(path, { recursive: true, force: true });
    const folder = RunFolder.create(path, config, describeEnvironment(config, domains, engine));
    const { source, target } = trainingLoaders({ config, method, domains, random });
    saveCheckpoint(folder, method, {
      step,
      seconds: 0,
      config,
      random: random.state(),
      loaders: { source: { ...source.state(), batch: step }, target: { ...target.state(), batch: step } },
      losses: {},
      hooks: {},
    });
    method.dispose();
    return { step, fresh };
  } finally {
    release();
  }
}
