import type { RunConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { loadCheckpoint, RunFolder, type Method } from '@jiagu/training';
import { note } from '../command-line/output.js';
import type { EngineFlags, RunFlags } from '../command-line/verb.js';
import { findRun } from './find-run.js';

/** A trained method, loaded from a checkpoint. */
export interface OpenRun {
  folder: RunFolder;
  config: RunConfig;
  /** Disposed by the caller of {@link openRun}. */
  method: Method;
  /** Completed steps at the checkpoint. */
  step: number;
}

/** A run's configuration with the device and threads of the flags. */
function configOf(folder: RunFolder, { device, threads }: EngineFlags): RunConfig {
  const config = folder.config();
  return { ...config, device: device ?? config.device, threads: threads ?? config.threads };
}

/**
 * Starts the engine and loads a checkpoint.
 * @throws Error when there is no such run or checkpoint, or it is damaged or does not fit the architecture
 */
export async function openRun({ run, checkpoint, ...engine }: RunFlags): Promise<OpenRun> {
  const folder = RunFolder.open(findRun(run));
  const config = configOf(folder, engine);
  await startEngine({ device: config.device, threads: config.threads, log: note });
  const method = buildMethod(config, new RandomStreams(config.seed));
  const { step } = loadCheckpoint(folder, checkpoint, method);
  return { folder, config, method, step };
}
