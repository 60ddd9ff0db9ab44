import { join } from 'node:path';
import { DOMAINS, loadChanged, type Domain } from '@jiagu/config';
import { launch } from '@jiagu/distributed';
import { overridesOf } from '../command-line/verb.js';
import { announce, originOf } from '../runs/run-origin.js';
import { startRun } from '../runs/start-run.js';
import type { FinishedRun } from '../runs/train-to-end.js';

/** How a training differs from what its configuration says. */
export interface TrainOptions {
  /** Changes of the configuration, `key=value`: `training.steps=400`. */
  readonly set?: readonly string[];
  /** The run's name, instead of the configuration's. */
  readonly name?: string;
  /** Where run folders are. Default `runs`. */
  readonly runs?: string;
  /** Whether a run of that name may be replaced. */
  readonly force?: boolean;
  readonly device?: 'cpu' | 'gpu';
  /** Threads of TensorFlow, 0: all cores. */
  readonly threads?: number;
}

/** How a domain's test images were read; their labels serve nothing but these figures. */
export interface DomainResult {
  readonly images: number;
  /** Share of the images whose likeliest class is theirs, 0..1. */
  readonly accuracy: number;
}

/** What a training came to. */
export interface TrainedRun {
  /** The run's folder, for {@link openRun}. */
  readonly path: string;
  /** The path of `report.html`. */
  readonly report: string;
  /** Of the domains that have labelled test images; empty where the method tells no classes apart. */
  readonly results: Partial<Record<Domain, DomainResult>>;
}

/**
 * Trains, evaluates and writes the run's folder with its report. SIGINT, SIGTERM and SIGHUP end the training after the
 * step under way with its state saved, and `train` throws; `jiagu resume` goes on.
 *
 * @param config path of a configuration, YAML
 * @throws ConfigError when the configuration has a fault; Error when data or engine have one, the run is there already,
 *   the training failed or was stopped, or mpirun or srun started several ranks
 */
export async function train(config: string, options: TrainOptions = {}): Promise<TrainedRun> {
  if ((launch()?.ranks ?? 1) > 1)
    throw new Error('several ranks are trained by the command: mpirun -np 4 npx jiagu train --config FILE');
  const { set = [], runs = 'runs', force = false, name, device, threads } = options;
  const { config: study, changes } = loadChanged(config, {
    overrides: overridesOf({ set, name, device, threads }),
  });
  const origin = originOf(config, changes);
  announce(origin, [study]);
  const run = await startRun(study, join(runs, study.name), { force, origin });
  // A single process is the first rank, whose result is never null.
  const { folder, evaluation, report } = run as FinishedRun;
  const results: TrainedRun['results'] = {};
  if (!('generation' in evaluation))
    for (const domain of DOMAINS) {
      const judged = evaluation[domain];
      if (judged) results[domain] = { images: judged.total, accuracy: judged.accuracy };
    }
  return { path: folder, report, results };
}
