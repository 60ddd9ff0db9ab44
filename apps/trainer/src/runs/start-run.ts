import type { RunConfig } from '@jiagu/config';
import type { RunOrigin } from '@jiagu/training';
import { firstRankFirst } from '@jiagu/distributed';
import { amongRanks } from './among-ranks.js';
import { buildEvaluator } from './build-evaluator.js';
import { withNewRun } from './new-run.js';
import { trainToEnd, type FinishedRun } from './train-to-end.js';

/** Options of {@link startRun}. */
export interface StartOptions {
  /** whether to replace an existing run */
  force?: boolean;
  /** recorded in `env.json` */
  origin?: RunOrigin;
}

/**
 * Trains a run from its beginning.
 * @param path path of the run folder
 * @returns null on ranks other than the first
 * @throws Error as {@link withNewRun}
 */
export function startRun(
  config: RunConfig,
  path: string,
  { force = false, origin }: StartOptions = {},
): Promise<FinishedRun | null> {
  return amongRanks(config, () =>
    withNewRun(
      { config, path, force, origin, initialise: async (method, weights) => method.initialise?.(weights) },
      async (run) => trainToEnd({ ...run, evaluator: await firstRankFirst(() => buildEvaluator(run)) }, null),
    ),
  );
}
