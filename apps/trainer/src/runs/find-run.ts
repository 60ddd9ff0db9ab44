import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of a run, given its path or its name below `runs/`. A folder that holds no run but has the name of one
 * does not hide it.
 */
export function findRun(run: string): string {
  const below = join('runs', run);
  if (isRun(run)) return run;
  return isRun(below) || (!existsSync(run) && existsSync(below)) ? below : run;
}

/** Whether a folder holds a run, even one that was aborted early. */
export function isRun(path: string): boolean {
  return ['config.yaml', 'metrics.jsonl'].some((file) => existsSync(join(path, file)));
}
