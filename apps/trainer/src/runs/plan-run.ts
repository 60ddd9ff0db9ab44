import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configDigest, type RunConfig } from '@jiagu/config';
import { RunFolder } from '@jiagu/training';
import { isUntrained } from './new-run.js';
import { isFinished } from './resume-run.js';

/** What has to be done until a folder holds the finished run of a configuration. */
export type Plan = 'train' | 'resume' | 'nothing';

/**
 * Checks whether the folder already holds the run. A run without a completed step does not count. Device and threads
 * may differ, since they do not change what is trained.
 * @throws Error when the folder holds a run of another configuration
 */
export function planRun(path: string, config: RunConfig): Plan {
  if (!existsSync(join(path, 'config.yaml'))) return 'train';
  if (isUntrained(path)) return 'train';
  const folder = RunFolder.open(path);
  if (digest(folder.config()) !== digest(config))
    throw new Error(`${path} holds the run of another configuration; remove it to train anew`);
  return isFinished(folder) ? 'nothing' : 'resume';
}

const digest = ({ device: _, threads: __, ...rest }: RunConfig): string => configDigest(rest);
