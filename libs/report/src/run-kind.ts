import type { Run } from './run-folder.js';

/** Whether a run's method draws images from noise, rather than telling classes apart: by what was measured. */
export function drawsImages({ evaluation, log }: Run): boolean {
  return evaluation?.generation !== undefined || log.generation.size > 0;
}
