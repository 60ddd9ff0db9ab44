import type { RunConfig } from '@jiagu/config';
import { loadWeights, networksWithout } from '@jiagu/methods';
import {
  disposeMethod,
  saveCheckpoint,
  trainingLoaders,
  type InitialWeights,
  type Method,
  type RunOrigin,
} from '@jiagu/training';
import { inspectWeights } from '@jiagu/weights';
import { UsageError } from '../command-line/usage-error.js';
import { CLASSES_KEY, classOrder } from './class-order.js';
import { withNewRun } from './new-run.js';

export interface ImportOptions {
  /** Whether to replace a run that is there. */
  force: boolean;
  /** Steps of the schedule that count as done; where absent, what the file says, or none. */
  step?: number;
  /** for the record */
  origin?: RunOrigin;
}

/** What {@link importWeights} made. */
export interface ImportedRun {
  step: number;
  /** Networks of which the file had nothing: they are as at the start of a training. */
  fresh: string[];
}

/**
 * Makes a run whose networks have the weights of a file, and whose optimisers have yet to begin.
 * @param path of the run folder
 * @throws Error naming the file and the tensor or the classes that do not fit, before anything is made
 */
export async function importWeights(
  file: string,
  config: RunConfig,
  path: string,
  options: ImportOptions,
): Promise<ImportedRun> {
  const { metadata, tensors } = inspectWeights(file);
  const step = options.step ?? Number(metadata.step ?? 0);
  if (!Number.isSafeInteger(step) || step < 0 || step > config.training.steps)
    throw new UsageError(
      `${file} is of step ${step}, but training.steps is ${config.training.steps}: give another --step`,
    );
  let fresh: string[] = [];
  const run = {
    config,
    path,
    force: options.force,
    origin: options.origin,
    initialise: async (method: Method, weights: InitialWeights): Promise<void> => {
      fresh = networksWithout(
        method,
        tensors.map(({ name }) => name),
      );
      const order = classOrder(file, metadata[CLASSES_KEY], weights.domains.classNames);
      if (!order && fresh.length < Object.keys(method.modules).length)
        weights.log(
          `${file} names no classes: that they stand in the order of the data is taken for granted`,
        );
      for (const line of loadWeights(method, file, order)) weights.log(line);
      if (fresh.length === 0) return;
      // What begins afresh may take long to prepare: only for a file that fits, which then goes over it.
      await method.initialise?.(weights);
      loadWeights(method, file, order);
    },
  };
  return withNewRun(run, async ({ method, domains, random, folder }) => {
    const loaders = trainingLoaders({ config, method, domains, random });
    saveCheckpoint(folder, method, {
      step,
      seconds: 0,
      processorSeconds: 0,
      config,
      random: random.state(),
      loaders: Object.fromEntries(
        [...loaders].map(([domain, loader]) => [domain, { ...loader.state(), batch: step }]),
      ),
      losses: {},
      hooks: {},
    });
    disposeMethod(method);
    return { step, fresh };
  });
}
