import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, makeFolder } from '@jiagu/disk';
import {
  engineFolder,
  EngineError,
  runCommand,
  summary,
  withNativeBuild,
  type Device,
  type NativeBuild,
} from '@jiagu/engine';
import type { Mpi } from './find-mpi.js';

const source = fileURLToPath(new URL('../native/collectives.cc', import.meta.url));

/**
 * The addon for the engine that is set up and an MPI, compiled the first time and kept in the cache.
 * @returns its path
 * @throws {EngineError} when it can't be compiled
 */
export async function addonFor(mpi: Mpi, device: Device, log: (line: string) => void): Promise<string> {
  const path = cachedAddon(mpi, engineFolder(device));
  if (existsSync(path)) return path;
  return withNativeBuild(device, log, async (parts) => {
    // The one that was waited for may have made it.
    if (!existsSync(path)) await compile(mpi, parts, path, log);
    return path;
  });
}

/** Named by all that it is made of. */
function cachedAddon({ name, version, compiler }: Mpi, engine: string): string {
  const digest = createHash('sha256').update(readFileSync(source)).update(engine).update(compiler);
  const mpi = `${name} ${version}`.toLowerCase().replace(/[^\w.]+/g, '-');
  return join(
    cacheFolder(),
    'mpi',
    `${basename(engine)}-${mpi}-${digest.digest('hex').slice(0, 12)}`,
    'collectives.node',
  );
}

async function compile(
  mpi: Mpi,
  { engine, includes }: NativeBuild,
  path: string,
  log: (line: string) => void,
): Promise<void> {
  log(`compiling the all-reduce for ${mpi.name} ${mpi.version}`);
  const [folder, libraries] = [join(path, '..'), join(engine, 'deps', 'lib')];
  const staging = `${folder}.incoming-${process.pid}`;
  makeFolder(join(folder, '..'));
  mkdirSync(staging, { recursive: true });
  try {
    const result = await runCommand(mpi.compiler, [
      ...['-std=c++17', '-O3', '-fPIC', '-shared', '-pthread', '-fvisibility=hidden', '-DNAPI_VERSION=8'],
      ...includes.map((include) => `-I${include}`),
      ...[source, '-o', join(staging, basename(path))],
      ...[`-L${libraries}`, '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${libraries}`],
    ]);
    if (result.code !== 0)
      throw new EngineError(`${mpi.compiler} could not compile the all-reduce: ${summary(result)}`);
    try {
      renameSync(staging, folder);
    } catch (error) {
      // Another machine that shares the folder was faster.
      if (!existsSync(path)) throw error;
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}
