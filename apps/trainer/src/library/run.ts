import { disposeMethod } from '@jiagu/training';
import { openRun as open, type OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/** Which checkpoint of a run to open, and where to compute. */
export interface RunOptions {
  /** `last` (default), or `best`: the one that the run's validator chose. */
  readonly checkpoint?: 'last' | 'best';
  /** Default: as the run's configuration says. */
  readonly device?: 'cpu' | 'gpu';
  /** Threads of TensorFlow, 0: all cores; counts for the first run that a process opens. Default: as the run's. */
  readonly threads?: number;
}

/** A trained run with its networks in memory. */
export interface Run {
  /** The run's folder. */
  readonly path: string;
  /** `stsn`, `source-only`, ... */
  readonly method: string;
  /** Steps done at the checkpoint. */
  readonly step: number;
  /** In the order of the network's outputs; empty where the method knows no classes. */
  readonly classNames: readonly string[];
  /** Frees the networks. The run can't be used afterwards. */
  dispose(): void;
}

const opened = new WeakMap<Run, OpenRun>();

/**
 * Opens a trained run. The first call of a process starts TensorFlow, which it sets up if need be.
 *
 * @param run a run folder, or the name of one below `runs/`
 * @throws Error when there is no such run or checkpoint, or it is damaged; EngineError when TensorFlow can't be set up
 */
export async function openRun(run: string, options: RunOptions = {}): Promise<Run> {
  const inside = await open({ ...options, run, checkpoint: options.checkpoint ?? 'last' });
  const { folder, config, method, step } = inside;
  const made: Run = {
    path: folder.path,
    method: config.method.name,
    step,
    classNames: method.recogniser ? recordedClasses(folder, config).names : [],
    dispose: () => {
      if (opened.delete(made)) disposeMethod(method);
    },
  };
  opened.set(made, inside);
  return made;
}

/** The networks behind a run. @throws Error when it was disposed */
export function networksOf(run: Run): OpenRun {
  const inside = opened.get(run);
  if (!inside) throw new Error(`the run ${run.path} was disposed; open it again with openRun`);
  return inside;
}
