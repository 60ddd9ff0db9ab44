import { existsSync, rmSync } from 'node:fs';
import {
  configChanges,
  describeChange,
  idleSettings,
  mayChangeAtResume,
  type RunConfig,
} from '@jiagu/config';
import { cacheFolder, requireWritable } from '@jiagu/disk';
import { apartFromOthers, firstRankFirst, launch, textOfRankZero, world } from '@jiagu/distributed';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { isLivePage } from '@jiagu/report';
import {
  lockRun,
  newestCheckpoint,
  openCheckpoint,
  RunFolder,
  type Checkpoint,
  type ConfigurationChange,
  type RunEnvironment,
} from '@jiagu/training';
import { note } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { amongRanks } from './among-ranks.js';
import { buildEvaluator } from './build-evaluator.js';
import { followData } from './follow-data.js';
import {
  refuseBatches,
  refuseConfig,
  refuseFewImages,
  refusePairs,
  refuseUnevenShares,
} from './preflight.js';
import { prepareData } from './prepare-data.js';
import { recordedClasses } from './recorded-classes.js';
import { requireSameInputs } from './same-inputs.js';
import { trainToEnd, type FinishedRun } from './train-to-end.js';

/** Options of {@link resumeRun}. */
export interface ResumeOptions {
  /** Each `key.inner=value`, replacing values of the run's configuration. */
  overrides?: readonly string[];
  /** Whether even keys that decide what a step computes may have changed. */
  force?: boolean;
}

/**
 * Continues a run from its newest intact checkpoint, or from the start if it was stopped before the first one. If
 * training has finished, only the missing later stages are done, such as the evaluation and the report.
 * @returns null when nothing is left to do, and on ranks other than the first
 * @throws UsageError when the number of ranks differs; Error when the run is in use, its data or configuration have changed, or no checkpoint can be used
 */
export async function resumeRun(folder: RunFolder, options: ResumeOptions = {}): Promise<FinishedRun | null> {
  refuseOtherRanks(folder);
  return amongRanks(folder.config(options.overrides), () => goOn(folder, options));
}

async function goOn(
  opened: RunFolder,
  { overrides = [], force = false }: ResumeOptions,
): Promise<FinishedRun | null> {
  const owner = world().rank === 0;
  const folder = owner ? opened : RunFolder.ofOther(opened.path);
  const release = owner ? await lockRun(folder.path) : () => undefined;
  try {
    const config = folder.config(overrides);
    refuseConfig(config);
    refuseUnevenShares(config);
    const finished = isFinished(folder);
    if (finished && configChanges(folder.config(), config).length === 0) return null;
    if (owner) requireWritable(folder.path);
    const checkpoint = commonCheckpoint(folder);
    const changes = checkpoint ? allowedChanges(checkpoint, config, { folder, force }) : [];
    for (const line of idleSettings(config)) note(`warning: ${line}`);
    const known = recordedClasses(folder, config);
    const domains = await firstRankFirst((first) => prepareData(config, { known, look: first }));
    requireSameInputs(config, domains);
    const { environment, changes: dataChanges } = followData(folder, domains, checkpoint !== null);
    await startEngine({ device: config.device, threads: config.threads, log: note });
    const random = new RandomStreams(config.seed);
    const method = buildMethod(config, random);
    refuseBatches(config, method, domains);
    refuseFewImages(config, method, domains);
    refusePairs(method, domains);
    if (!checkpoint)
      await firstRankFirst(() =>
        apartFromOthers(async () => method.initialise?.({ domains, cache: cacheFolder(), log: note })),
      );
    if (owner) {
      note(
        `continuing ${folder.path} from ${checkpoint ? checkpoint.name : 'its start: it has no checkpoint'}`,
      );
      rmSync(folder.file('done'), { force: true });
      recordChanges(folder, config, environment, {
        step: checkpoint?.state.step ?? 0,
        keys: [...changes, ...dataChanges],
      });
    }
    const evaluator = await firstRankFirst(() => buildEvaluator({ config, method, domains }));
    return await trainToEnd({ config, method, domains, random, folder, evaluator }, checkpoint);
  } finally {
    release();
  }
}

/** @throws UsageError where other than so many ranks as now trained the run: they would see other noise and statistics */
function refuseOtherRanks(folder: RunFolder): void {
  const [had, has] = [folder.environment().ranks ?? 1, launch()?.ranks ?? 1];
  if (had === has) return;
  const named = (ranks: number): string => (ranks === 1 ? 'a single process' : `${ranks} ranks`);
  throw new UsageError(
    `${folder.path} is trained by ${named(had)} and can't be continued by ${named(has)}, which see other noise and batch statistics: ` +
      (had === 1
        ? 'start jiagu resume without mpirun or srun'
        : `start ${had} with mpirun -np ${had} or srun -n ${had}`),
  );
}

/** The checkpoint that the first rank goes on from, on all ranks. */
function commonCheckpoint(folder: RunFolder): Checkpoint | null {
  if (world().size === 1) return newestCheckpoint(folder, note);
  const own = folder.owned ? newestCheckpoint(folder, note) : null;
  const name = textOfRankZero(own?.name ?? '');
  return own ?? (name === '' ? null : openCheckpoint(folder, name));
}

/** Whether nothing is left to do for a run; a page that was written during training does not count as its report. */
export function isFinished(folder: RunFolder): boolean {
  const files = ['done', 'evaluation.json', 'report.html'];
  return files.every((file) => existsSync(folder.file(file))) && !isLivePage(folder.file('report.html'));
}

/** The differences from the configuration that a checkpoint was trained with, one line each. */
function allowedChanges(
  { state }: Checkpoint,
  config: RunConfig,
  { folder, force }: { folder: RunFolder; force: boolean },
): string[] {
  const changes = configChanges(state.config, config);
  const refused = force ? [] : changes.filter((change) => !mayChangeAtResume(change));
  if (refused.length > 0)
    throw new UsageError(
      `${folder.path} was trained with another configuration up to step ${state.step}:\n` +
        refused.map((change) => `  ${describeChange(change)}\n`).join('') +
        'start a new run with it, restore config.yaml, or change the run midway with --override',
    );
  if (config.training.steps < state.step)
    throw new UsageError(
      `training.steps is ${config.training.steps}, but ${state.step} steps are already completed`,
    );
  return changes.map(describeChange);
}

/** Writes the new configuration to `config.yaml`, and the changes and their step to `env.json`. */
function recordChanges(
  folder: RunFolder,
  config: RunConfig,
  environment: RunEnvironment,
  { step, keys }: Pick<ConfigurationChange, 'step' | 'keys'>,
): void {
  folder.writeConfig(config);
  if (keys.length === 0) return;
  for (const line of keys) note(`  ${line}`);
  const changes = [...(environment.changes ?? []), { step, time: new Date().toISOString(), keys }];
  folder.writeJson('env.json', { ...environment, changes });
}
