import { setTimeout } from 'node:timers/promises';
import type { RunConfig } from '@jiagu/config';
import { abortRanks, joinRanks, launch, leaveRanks, rankName, world } from '@jiagu/distributed';
import { describeFailure } from '../command-line/failure.js';
import { note } from '../command-line/output.js';
import { Stopped } from '../command-line/stopped.js';
import { UsageError } from '../command-line/usage-error.js';

/** Milliseconds that another rank leaves to the first, which as a rule fails for the same reason and can say more of it. */
const PRECEDENCE = 1000;

/**
 * Does work as one of the ranks that an MPI launcher started, or alone where there are no others. When it fails on one rank,
 * all end: the message names rank and machine, and there is no way back.
 */
export async function amongRanks<T>(
  { device, threads }: Pick<RunConfig, 'device' | 'threads'>,
  work: () => Promise<T>,
): Promise<T> {
  if ((launch()?.ranks ?? 1) === 1) return work();
  await joinRanks({ device, threads, log: note });
  const name = rankName();
  try {
    const result = await work();
    leaveRanks();
    return result;
  } catch (error) {
    if (error instanceof Stopped) {
      leaveRanks();
      throw error;
    }
    const { exitCode, message } = describeFailure(error, process.argv.includes('--debug'));
    if (world().rank > 0) await setTimeout(PRECEDENCE);
    note(message.replace(/^jiagu: /, `jiagu: ${name}: `));
    abortRanks(exitCode);
  }
}

/** @throws UsageError where several processes were started for something that one does */
export function refuseRanks(verb: string): void {
  const ranks = launch()?.ranks ?? 1;
  if (ranks > 1)
    throw new UsageError(
      `jiagu ${verb} is for one process, but ${ranks} were started; several ranks train one run with jiagu train or resume`,
    );
}
