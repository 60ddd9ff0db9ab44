import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, publishFolder } from '@jiagu/disk';
import { bin, type Outcome } from '../command.js';

/** A small training of ranks, without the command. */
export const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** A script that starts two ranks on two hosts that it makes itself. */
export const twoHosts = fileURLToPath(new URL('two-hosts.sh', import.meta.url));

/** The environment in which `mpirun` and `mpicxx` are found. */
export type MpiEnvironment = NodeJS.ProcessEnv;

/**
 * The system's Open MPI, or where it has none that of Debian's packages, unpacked into the cache the first time, for which
 * nobody need be an administrator.
 * @throws Error telling what to install
 */
export async function findMpi(): Promise<MpiEnvironment> {
  const allowed = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
  const installed = ['mpirun', 'mpicxx'].every((name) => spawnSync(name, ['--version']).status === 0);
  if (installed) return { ...process.env, ...allowed };
  const folder = join(cacheFolder(), 'debian-openmpi');
  if (!existsSync(folder))
    await publishFolder(
      folder,
      async (beside) => unpackPackages(beside),
      async () => existsSync(folder) || undefined,
    );
  const usr = join(folder, 'usr');
  const libraries = readdirSync(join(usr, 'lib')).filter((name) => name.endsWith('-linux-gnu'));
  return {
    ...process.env,
    ...allowed,
    OPAL_PREFIX: usr,
    PATH: [join(usr, 'bin'), process.env['PATH']].join(':'),
    LD_LIBRARY_PATH: libraries
      .flatMap((name) => [join(usr, 'lib', name), join(usr, 'lib', name, 'openmpi', 'lib')])
      .join(':'),
  };
}

/** Downloads Open MPI's packages, and those that they need and the system lacks, and unpacks them into a folder. */
function unpackPackages(folder: string): true {
  const scratch = join(folder, 'apt');
  for (const inner of ['lists/partial', 'archives/partial'])
    mkdirSync(join(scratch, inner), { recursive: true });
  // Everything that apt writes goes here, so that it asks for no rights.
  const options = [
    `Dir::State::lists=${join(scratch, 'lists')}`,
    `Dir::Cache=${scratch}`,
    'Debug::NoLocking=1',
  ];
  const apt = (...args: string[]): void => {
    const { status, stderr, error } = spawnSync(
      'apt-get',
      [...options.flatMap((option) => ['-o', option]), '-y', '-q', ...args],
      { encoding: 'utf8' },
    );
    if (status !== 0)
      throw new Error(
        `these tests start ranks with Open MPI, which was not found: install it (apt-get install openmpi-bin libopenmpi-dev); ${error?.message ?? stderr}`,
      );
  };
  apt('update');
  apt('install', '--no-install-recommends', '--download-only', 'openmpi-bin', 'libopenmpi-dev');
  const archives = join(scratch, 'archives');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    const { status, stderr } = spawnSync('dpkg-deb', ['-x', join(archives, name), folder], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name} could not be unpacked: ${stderr}`);
  }
  return true;
}

/** What a started group of ranks is called and given. */
interface Ranks {
  readonly ranks: number;
  readonly env: MpiEnvironment;
  readonly cwd: string;
  /** words of mpirun before the program */
  readonly options?: readonly string[];
}

/** Starts the built command as ranks of one run; the outcome is mpirun's. */
export const startRanks = (args: readonly string[], ranks: Ranks) => startProgram([bin, ...args], ranks);

/** Starts `worker.mjs` as ranks. */
export const startWorkers = (task: string, ranks: Ranks) => startProgram([worker, task, ranks.cwd], ranks);

function startProgram(program: readonly string[], { ranks, env, cwd, options = [] }: Ranks) {
  const words = ['--bind-to', 'none', '--oversubscribe', '-np', String(ranks), ...options];
  const child = spawn('mpirun', [...words, process.execPath, ...program], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const outcome = new Promise<Outcome>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  return { child, outcome, texts };
}

/** The processes of the ranks that mpirun started, in no order. */
export function ranksOf(mpirun: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(mpirun)], { encoding: 'utf8' });
  return stdout.split('\n').map(Number).filter(Boolean);
}

/** Whether a process is there, and not just its entry that nobody has asked for. */
export function lives(process: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(process)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}
