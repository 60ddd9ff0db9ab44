import { availableParallelism, constants, cpus } from 'node:os';
import { EngineError, startEngine, type Device, type EngineInfo } from '@jiagu/engine';
import { addonFor } from './build-addon.js';
import { findMpis, fittingMpi, mpiCure } from './find-mpi.js';
import { launch, type Launch } from './launch.js';
import { setWorld, world, type World } from './world.js';

/** What `native/collectives.cc` gives to JavaScript. */
interface Addon {
  init(patience: number): World;
  barrier(): void;
  finalize(): void;
  abort(code: number): never;
}

let addon: Addon | undefined;

/** Seconds for which a rank waits for another, unless `JIAGU_STALL_SECONDS` says otherwise. */
const PATIENCE = 600;

/**
 * Starts the engine and meets the other ranks, where an MPI launcher started several; the addon is loaded then only. All
 * ranks must call it.
 *
 * @param threads of TensorFlow; 0: all cores of this process, which ranks on one machine share
 * @throws {EngineError} when there is no MPI to compile against, or the ranks don't find each other
 */
export async function joinRanks({
  device,
  threads,
  log,
}: {
  device: Device;
  threads: number;
  log: (line: string) => void;
}): Promise<EngineInfo> {
  const started = launch();
  if (!started || started.ranks === 1) return startEngine({ device, threads, log });
  const patience = stallSeconds();
  const engine = await startEngine({ device, threads: threads || threadsOfRank(started), log });
  if (addon) return engine;
  const mpi = fittingMpi(await findMpis(), started.launcher);
  if (!mpi)
    throw new EngineError(
      `${started.launcher} started ${started.ranks} ranks, but no ${started.launcher === 'Slurm' ? 'MPI' : started.launcher} to compile against is found.`,
      mpiCure,
    );
  const module = { exports: {} };
  process.dlopen(module, await addonFor(mpi, device, log), constants.dlopen.RTLD_NOW);
  const loaded = module.exports as Addon;
  const met = loaded.init(patience);
  if (met.size !== started.ranks)
    throw new EngineError(
      `${started.launcher} started ${started.ranks} ranks, but ${mpi.name} ${mpi.version} finds ${met.size}: each would train by itself.`,
      started.launcher === 'Slurm'
        ? 'Start them with "srun --mpi=pmix" (Open MPI) or "srun --mpi=pmi2" (MPICH), or with mpirun in the allocation.'
        : `Start them with the launcher of the same MPI, or name the compiler of the launcher's own in MPICXX.`,
    );
  addon = loaded;
  setWorld(met);
  return engine;
}

/** Leaves the others, when all is well: it waits for them to do so too. From then on this process is a single one. */
export function leaveRanks(): void {
  addon?.finalize();
  setWorld(null);
}

/** Ends the processes of all ranks at once; of a single process, this one. */
export function abortRanks(code: number): never {
  addon?.abort(code);
  process.exit(code);
}

/** Waits until all ranks have come here, however long that takes. */
export function waitForRanks(): void {
  if (world().size > 1) addon?.barrier();
}

/**
 * Has each machine's first rank do something alone and the others after it, when they find in the cache or on the disk what
 * it made.
 */
export async function firstRankFirst<T>(work: (first: boolean) => Promise<T>): Promise<T> {
  const first = world().localRank === 0;
  if (!first) waitForRanks();
  const result = await work(first);
  if (first) waitForRanks();
  return result;
}

/** Where the launcher bound this process to cores, all of those; else its share of the machine. */
export function threadsOfRank(
  { localRanks }: Pick<Launch, 'localRanks'>,
  allowed = availableParallelism(),
  cores = cpus().length,
): number {
  return allowed < cores ? allowed : Math.max(1, Math.floor(cores / localRanks));
}

function stallSeconds(): number {
  const text = process.env['JIAGU_STALL_SECONDS'];
  const seconds = text ? Number(text) : PATIENCE;
  if (seconds > 0) return seconds;
  throw new EngineError(`JIAGU_STALL_SECONDS is ${JSON.stringify(text)}: a number of seconds is expected.`);
}
