import { existsSync } from 'node:fs';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { pointed, type RunFolder } from '@jiagu/training';
import { cacheFolder } from '@jiagu/weights';
import { note } from '../command-line/output.js';
import type { EngineFlags } from '../command-line/verb.js';
import { countImages } from './environment.js';
import { configOf } from './open-run.js';
import { prepareData } from './prepare-data.js';
import { trainToEnd, type FinishedRun } from './train-to-end.js';

/**
 * Goes on with a run from its last checkpoint, or from the start when it was stopped before the first one. Of a run
 * that was trained to its end, what is missing after it is made up for.
 * @throws Error when the data changed since, or the checkpoint does not fit
 */
export async function resumeRun(folder: RunFolder, engine: EngineFlags = {}): Promise<FinishedRun> {
  const config = configOf(folder, engine);
  const domains = await prepareData(config);
  const [now, then] = [countImages(domains), folder.environment().data];
  for (const domain of ['source', 'target'] as const)
    for (const part of ['train', 'test'] as const)
      if (now[domain][part] !== then[domain][part])
        throw new Error(
          `${folder.path}: data.${domain}.${part} has ${now[domain][part]} images, but had ${then[domain][part]} when the run began; start a new run`,
        );
  await startEngine({ device: config.device, threads: config.threads, log: note });
  const random = new RandomStreams(config.seed);
  const method = buildMethod(config, random);
  const begun = pointed(folder, 'last') !== null;
  if (!begun) await method.initialise?.({ domains, cache: cacheFolder(), log: note });
  return trainToEnd({ config, method, domains, random, folder }, begun);
}

/** Whether nothing is left to do for a run. */
export function isFinished(folder: RunFolder): boolean {
  return ['done', 'evaluation.json', 'report.html'].every((file) => existsSync(folder.file(file)));
}
