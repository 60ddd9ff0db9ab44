import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { drawn } from './drawn.js';
import { start, type Outcome } from './command.js';

/** Milliseconds, uniform up to `most`. */
const randomWait = (most: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, drawn.uniform(0, most)));

/** Runs the command and kills it a random moment of `within` milliseconds after the log of the run in `path` tells of a step. */
export async function killAfterStep(
  args: string[],
  { cwd, path, step, within = 400 }: { cwd: string; path: string; step: number; within?: number },
): Promise<Outcome> {
  const { child, outcome } = start(args, cwd);
  let ended = false;
  void outcome.then(() => (ended = true));
  while (!ended && lastStep(join(cwd, path)) < step) await new Promise((resolve) => setTimeout(resolve, 10));
  await randomWait(within);
  child.kill('SIGKILL');
  return outcome;
}

/** Runs the command and kills it a random moment after it begins to write its n-th checkpoint. */
export async function killInCheckpoint(
  args: string[],
  { cwd, path, n }: { cwd: string; path: string; n: number },
): Promise<Outcome> {
  const { child, outcome } = start(args, cwd);
  const seen = new Set<string>();
  const watcher = watch(join(cwd, path, 'checkpoints'), (_, name) => {
    if (!name?.endsWith('.part') || !name.startsWith('.step-') || seen.has(name)) return;
    if (seen.add(name).size === n) void randomWait(12).then(() => child.kill('SIGKILL'));
  });
  return outcome.finally(() => watcher.close());
}

function lastStep(run: string): number {
  const log = join(run, 'metrics.jsonl');
  if (!existsSync(log)) return -1;
  const steps = [...readFileSync(log, 'utf8').matchAll(/"train","step":(\d+)/g)];
  return Number(steps.at(-1)?.[1] ?? -1);
}

/** Whatever was left half written. */
export const unfinished = (run: string): string[] =>
  readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('.'));
