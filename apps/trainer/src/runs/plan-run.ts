import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configDigest, type RunConfig } from '@jiagu/config';
import { RunFolder } from '@jiagu/training';
import { isUntrained } from './new-run.js';
import { isFinished } from './resume-run.js';

/** What is to be done so that a folder holds the finished run of a configuration. */
export type Plan = 'train' | 'resume' | 'nothing';

/**
 * Looks whether a run is there already; one without a completed step is as none. Device and threads may differ: they do not change what is trained.
 * @throws Error when the folder holds the run of another configuration
 */
export function planRun(path: string, config: RunConfig): Plan {
  if (!existsSync(join(path, 'config.yaml'))) return 'train';
  if (isUntrained(path)) return 'train';
  const folder = RunFolder.open(path);
  if (digest(folder.config()) !== digest(config))
    throw new Error(`${path} holds the run of another configuration; with --fresh it is trained anew`);
  return isFinished(folder) ? 'nothing' : 'resume';
}

const digest = ({ device: _, threads: __, ...rest }: RunConfig): string => configDigest(rest);
