import { existsSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { makeFolder } from '@jiagu/disk';
import { EngineError } from '../engine-error.js';
import { type AddonPackage } from './addon-package.js';
import { compileAddon, tensorFlowLibraries } from './compile-addon.js';
import { enginesFolder, entryName, type Origin } from './engine-cache.js';
import { keepOperationHeaders } from './operation-headers.js';
import { tensorFlowWheel } from './tensorflow-wheel.js';
import { findTools } from './tools.js';
import { downloadWheels, unpackWheel, wheelVersion, type Log } from './wheel.js';

/**
 * Builds an engine from TensorFlow's wheel and puts it into the cache: it is downloaded, unpacked and compiled in a
 * folder beside its place, which is renamed when complete. Must be called under the lock.
 *
 * @param version wished version of TensorFlow; default: the newest
 * @returns the engine's folder
 * @throws {EngineError} when a tool is missing or fails, or the platform has no wheel
 */
export async function buildEngine(
  pack: AddonPackage,
  version: string | undefined,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<string> {
  // What is missing should be known before the download.
  const { requirement, megabytes, space } = tensorFlowWheel(pack.device, version);
  const { compiler, python } = await findTools(env);
  const engines = enginesFolder(env);
  makeFolder(engines);
  discardLeftovers(engines);
  requireSpace(engines, space);
  const staging = join(engines, `${incoming}${process.pid}`);
  const [wheels, deps] = [join(staging, 'wheels'), join(staging, 'deps')];
  try {
    log(`fetching ${requirement} with ${python.pip.join(' ')} (about ${megabytes} MB, once)`);
    const [wheel] = await downloadWheels(python, [requirement], wheels, env, log);
    if (wheel === undefined) throw new EngineError(`pip downloaded no wheel for ${requirement}.`);
    log(`unpacking ${basename(wheel)}`);
    const { cuda } = await unpackWheel(python, wheel, deps, env);
    for (const library of tensorFlowLibraries) {
      if (!existsSync(join(deps, 'lib', library)))
        throw new EngineError(`${basename(wheel)} lacks ${library}.`);
    }
    if (pack.device === 'gpu') await fetchCuda(cuda);
    log('compiling the addon');
    await compileAddon(compiler, pack, staging, env);
    rmSync(wheels, { recursive: true });
    await keepOperationHeaders(compiler, join(deps, 'include'), env);
    const origin: Origin = {
      tensorflow: wheelVersion(wheel),
      wheel: basename(wheel),
      compiler,
      created: new Date().toISOString(),
    };
    writeFileSync(join(staging, 'origin.json'), `${JSON.stringify(origin, undefined, 2)}\n`);
    const engine = join(engines, entryName(pack, origin.tensorflow));
    try {
      renameSync(staging, engine);
    } catch (error) {
      // Another machine that shares the folder was faster; its engine is as good.
      if (!existsSync(engine)) throw error;
    }
    return engine;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }

  /** NVIDIA's libraries go where TensorFlow's run path looks for them, `../nvidia` as seen from its library. */
  async function fetchCuda(requirements: string[]): Promise<void> {
    log(`fetching ${requirements.length} wheels with NVIDIA's CUDA libraries (about 2.5 GB, once)`);
    for (const cudaWheel of await downloadWheels(python, requirements, join(wheels, 'cuda'), env, log)) {
      log(`unpacking ${basename(cudaWheel)}`);
      await unpackWheel(python, cudaWheel, deps, env);
    }
  }
}

const incoming = `.incoming-${hostname()}-`;

/** Removes what stopped processes of this machine left; the lock says that none of them runs. */
function discardLeftovers(engines: string): void {
  for (const name of readdirSync(engines)) {
    if (name.startsWith(incoming)) rmSync(join(engines, name), { recursive: true, force: true });
  }
}

function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  const [needed, free] = [bytes, bavail * bsize].map((size) => (size / 1e9).toFixed(1));
  throw new EngineError(
    `${folder} has ${free} GB free and setting up TensorFlow takes ${needed}: make room or set JIAGU_CACHE to another folder.`,
  );
}
