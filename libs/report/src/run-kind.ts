import {
  drawsImages as methodDraws,
  translatesImages as methodTranslates,
  type MethodConfig,
} from '@jiagu/config';
import type { Run } from './run-folder.js';

/** Whether a run's method draws images instead of recognising classes: by what was measured, else by its name. */
export function drawsImages({ evaluation, log, config }: Run): boolean {
  if (evaluation?.generation ?? log.generation.size > 0) return true;
  // A method that this version does not know counts as one that draws no images.
  return config.method !== undefined && methodDraws(named(config.method));
}

/** Whether what it draws are translations of other images, likewise. */
export function translatesImages({ evaluation, config }: Run): boolean {
  if (evaluation) return evaluation.translation !== undefined;
  return config.method !== undefined && methodTranslates(named(config.method));
}

const named = ({ name }: { readonly name: string }) => ({ name: name as MethodConfig['name'] });
