import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a run given by its path, or by its name below `runs/`. */
export function findRun(run: string): string {
  const below = join('runs', run);
  return !existsSync(run) && existsSync(below) ? below : run;
}
