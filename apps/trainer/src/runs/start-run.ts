import type { RunConfig } from '@jiagu/config';
import { buildEvaluator } from './build-evaluator.js';
import { withNewRun } from './new-run.js';
import { trainToEnd, type FinishedRun } from './train-to-end.js';

/**
 * Trains a run from its beginning.
 * @param path of the run folder
 * @param force whether to replace a run that is there
 * @throws Error as {@link withNewRun}
 */
export function startRun(config: RunConfig, path: string, { force = false } = {}): Promise<FinishedRun> {
  return withNewRun(
    { config, path, force, initialise: async (method, weights) => method.initialise?.(weights) },
    (run) => trainToEnd({ ...run, evaluator: buildEvaluator(run) }, null),
  );
}
