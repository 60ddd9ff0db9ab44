import { drawsImages as methodDraws, type MethodConfig } from '@jiagu/config';
import type { Run } from './run-folder.js';

/** Whether a run's method draws images rather than telling classes apart: by what was measured, else by its name. */
export function drawsImages({ evaluation, log, config }: Run): boolean {
  if (evaluation?.generation ?? log.generation.size > 0) return true;
  // A name that this version does not know is that of no such method.
  return config.method !== undefined && methodDraws({ name: config.method.name as MethodConfig['name'] });
}
