import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeConfig } from '@jiagu/config';
import { makeFolder } from '@jiagu/disk';
import { checkSetUp } from '@jiagu/engine';
import { note } from '../command-line/output.js';
import { Stopped } from '../command-line/stopped.js';
import type { EngineFlags } from '../command-line/verb.js';
import { makeSynthetic } from '../runs/make-synthetic.js';
import { planRun, type Plan } from '../runs/plan-run.js';
import { writeOrigin } from '../runs/run-origin.js';
import { stopOnSignals } from '../runs/stop-on-signals.js';
import { startChild, tailOf, type ChildRun } from './child-run.js';
import type { SweepRun } from './plan-sweep.js';

interface SweepFlags extends EngineFlags {
  /** number of runs at the same time */
  jobs: number;
}

/**
 * Trains the unfinished runs of a sweep, each in a separate process.
 * @param folder for the run folders, their logs and configurations
 * @param onFinished called after each trained run while others are left
 * @returns the folders of the finished runs, and the names of the failed ones
 * @throws Stopped after a signal, once all runs have saved their state
 */
export async function runSweep(
  runs: readonly SweepRun[],
  folder: string,
  { jobs, device, threads }: SweepFlags,
  onFinished: (folders: readonly string[]) => Promise<void>,
): Promise<{ finished: string[]; failed: string[] }> {
  for (const inner of ['configs', 'logs']) makeFolder(join(folder, inner));
  await checkSetUp(device ?? runs[0]?.config.device);
  // Done here, since two runs must not create the same data set at the same time.
  for (const synthetic of new Map(
    runs.map(({ config: { data } }) => [data.synthetic?.folder, data.synthetic]),
  ).values())
    if (synthetic) await makeSynthetic(synthetic);
  const shared = threads ?? (jobs > 1 ? Math.max(1, Math.floor(cpus().length / jobs)) : undefined);
  const engine = Object.entries({ device, threads: shared }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, String(value)],
  );
  const waiting = [...runs.entries()];
  const underWay = new Set<ChildRun>();
  const [finished, failed]: [string[], string[]] = [[], []];
  let stopping = false;
  // One after the other, since two runs may end at the same time.
  let published = Promise.resolve();
  const publish = (): Promise<void> =>
    (published = published
      .then(() => onFinished([...finished]))
      .catch((error: unknown) => note(`the comparison could not be written: ${(error as Error).message}`)));
  const watch = stopOnSignals(() => {
    stopping = true;
    for (const child of underWay) child.stop();
  });

  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !stopping; next = waiting.shift()) {
      const [i, { name, config, origin }] = next;
      const say = (text: string): void => note(`[${i + 1}/${runs.length}] ${name}: ${text}`);
      const path = join(folder, name);
      const plan: Plan = planRun(path, config);
      if (plan === 'nothing') {
        say('finished already');
        finished.push(path);
        continue;
      }
      say(plan === 'train' ? 'training' : 'continuing');
      const written = join(folder, 'configs', `${name}.yaml`);
      if (plan === 'train') {
        writeConfig(written, config);
        writeOrigin(written, origin);
      }
      const argv = plan === 'train' ? ['train', '--config', written, '--runs', folder] : ['resume', path];
      const log = join(folder, 'logs', `${name}.log`);
      const started = performance.now();
      const child = startChild([...argv, ...engine], log);
      underWay.add(child);
      const code = await child.ended;
      underWay.delete(child);
      if (stopping) continue;
      if (code === 0) finished.push(path);
      else failed.push(name);
      say(
        code === 0
          ? `finished in ${Math.round((performance.now() - started) / 1000)} s`
          : `failed (exit code ${code}); ${log} ends with\n${tailOf(log)}`,
      );
      if (code === 0 && waiting.length + underWay.size > 0) await publish();
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    watch.remove();
  }
  if (stopping)
    throw new Stopped(
      'the sweep was stopped and its runs are saved; repeat the command to continue',
      watch.signal ?? 'SIGINT',
    );
  return { finished, failed };
}
