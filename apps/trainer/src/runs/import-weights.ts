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

/** Options of {@link importWeights}. */
export interface ImportOptions {
  /** Whether to replace an existing run. */
  force: boolean;
  /** Steps of the schedule that count as completed; if absent, the number in the file, else 0. */
  step?: number;
  /** recorded in `env.json` */
  origin?: RunOrigin;
}

/** The result of {@link importWeights}. */
export interface ImportedRun {
  step: number;
  /** Networks that are not in the file; they are initialised as for a new training. */
  fresh: string[];
}

/**
 * Creates a run whose networks have the weights of a file and whose optimisers are new.
 * @param path path of the run folder
 * @throws Error naming the file and the tensor or the classes that do not fit, before anything is created
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
        weights.log(`${file} names no classes; they are assumed to be in the order of the data`);
      for (const line of loadWeights(method, file, order)) weights.log(line);
      if (fresh.length === 0) return;
      // Initial weights may take long to prepare, so the file is checked first; it is loaded over them afterwards.
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
