import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of a run given by its path, or by its name below `runs/`. A folder that holds no run, such as one that
 * happens to be called as a run is, does not hide it.
 */
export function findRun(run: string): string {
  const below = join('runs', run);
  if (isRun(run)) return run;
  return isRun(below) || (!existsSync(run) && existsSync(below)) ? below : run;
}

/** Whether a folder has the files of a run; those of an aborted one may be few. */
export function isRun(path: string): boolean {
  return ['config.yaml', 'metrics.jsonl'].some((file) => existsSync(join(path, file)));
}
