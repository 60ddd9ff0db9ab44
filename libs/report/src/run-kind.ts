import { drawsImages as methodDraws, type MethodConfig } from '@jiagu/config';
import type { Run } from './run-folder.js';

/** Whether a run's method draws images instead of recognising classes: by what was measured, else by its name. */
export function drawsImages({ evaluation, log, config }: Run): boolean {
  if (evaluation?.generation ?? log.generation.size > 0) return true;
  // A method that this version does not know counts as one that draws no images.
  return config.method !== undefined && methodDraws({ name: config.method.name as MethodConfig['name'] });
}
