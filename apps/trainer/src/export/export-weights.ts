import { dirname, join } from 'node:path';
import { makeFolder } from '@jiagu/disk';
import { openCheckpoint, requirePointed, RunFolder, type Pointer } from '@jiagu/training';
import { exportWeights } from '@jiagu/weights';
import { CLASSES_KEY } from '../runs/class-order.js';
import { findRun } from '../runs/find-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/**
 * Writes the networks of a run's checkpoint to a file that PyTorch can load, in place of one that is there. Does not need
 * the engine.
 * @returns a description of what was exported
 * @throws Error when there is no such run or checkpoint, it is damaged, or the file can't be written
 */
export function exportWeightsOf(run: string, pointer: Pointer, output: string): string {
  const folder = RunFolder.open(findRun(run));
  const { path, state } = openCheckpoint(folder, requirePointed(folder, pointer));
  const method = state.config.method.name;
  const { names } = recordedClasses(folder, state.config);
  makeFolder(dirname(output));
  exportWeights(join(path, 'model.safetensors'), output, {
    method,
    step: String(state.step),
    [CLASSES_KEY]: JSON.stringify(names),
  });
  return `${folder.path}, checkpoint ${pointer}, step ${state.step}`;
}
