import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { EngineError } from '../engine-error.js';
import { type AddonPackage } from './addon-package.js';
import { compileAddon, findCompiler } from './compile-addon.js';
import { enginesFolder, entryName, type Origin } from './engine-cache.js';
import { findPython } from './python.js';
import { downloadWheels, requirement, unpackWheel, wheelVersion, type Log } from './wheel.js';

/**
 * Makes an engine from TensorFlow's wheel and puts it into the cache: downloaded, unpacked and compiled in a
 * folder beside, renamed when complete. To be called under the lock.
 *
 * @param wished version of TensorFlow; default: the newest
 * @returns the engine's folder
 * @throws {EngineError} when a tool is missing or fails, or the platform has no wheel
 */
export async function buildEngine(
  pack: AddonPackage,
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<string> {
  const names = wheelNames(pack.device);
  // Both before the download: what is missing should be known at once.
  const compiler = await findCompiler(env);
  const python = await findPython(env);
  const engines = enginesFolder(env);
  mkdirSync(engines, { recursive: true });
  discardLeftovers(engines);
  requireSpace(engines, pack.device === 'gpu' ? 9e9 : 1.8e9);
  const staging = join(engines, `${incoming}${process.pid}`);
  try {
    const { wheel, cuda } = await fetchTensorFlow();
    const tensorflow = wheelVersion(wheel);
    if (pack.device === 'gpu') await fetchCuda(cuda);
    log('compiling the addon');
    for (const [link, target] of libraryLinks) symlinkSync(target, join(staging, 'deps', 'lib', link));
    await compileAddon(compiler, pack, staging, env);
    // Only compiling needs the headers, and they are many.
    for (const spare of ['include', 'wheels']) rmSync(join(staging, spare), { recursive: true, force: true });
    const origin: Origin = {
      tensorflow,
      wheel: basename(wheel),
      compiler,
      created: new Date().toISOString(),
    };
    writeFileSync(join(staging, 'origin.json'), `${JSON.stringify(origin, undefined, 2)}\n`);
    const engine = join(engines, entryName(pack, tensorflow));
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

  /** Fetches the first of the wheels that has the libraries: on arm64 some releases were empty shells. */
  async function fetchTensorFlow(): Promise<{ wheel: string; cuda: string[] }> {
    const problems: string[] = [];
    for (const name of names) {
      const wanted = requirement(name, wished);
      const folder = join(staging, 'wheels', name);
      try {
        log(
          `fetching ${wanted} with ${python.pip.join(' ')} (about ${pack.device === 'gpu' ? 650 : 280} MB, once)`,
        );
        const [wheel] = await downloadWheels(python, [wanted], folder, env, log);
        if (wheel === undefined) throw new EngineError(`pip downloaded no wheel for ${wanted}.`);
        log(`unpacking ${basename(wheel)}`);
        const { cuda } = await unpackWheel(python, wheel, join(staging, 'unpacked'), env);
        renameSync(join(staging, 'unpacked', 'include'), join(staging, 'include'));
        mkdirSync(join(staging, 'deps'));
        renameSync(join(staging, 'unpacked', 'lib'), join(staging, 'deps', 'lib'));
        if (!existsSync(join(staging, 'deps', 'lib', ccLibrary)))
          throw new EngineError(`it lacks ${ccLibrary}`);
        return { wheel, cuda };
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        for (const part of ['wheels', 'unpacked', 'include', 'deps']) {
          rmSync(join(staging, part), { recursive: true, force: true });
        }
      }
    }
    throw new EngineError(problems.join(' | '));
  }

  /** NVIDIA's libraries go where TensorFlow's run path looks for them, `../nvidia` as seen from its library. */
  async function fetchCuda(requirements: string[]): Promise<void> {
    log(`fetching ${requirements.length} wheels with NVIDIA's CUDA libraries (about 2.5 GB, once)`);
    for (const wheel of await downloadWheels(
      python,
      requirements,
      join(staging, 'wheels', 'cuda'),
      env,
      log,
    )) {
      log(`unpacking ${basename(wheel)}`);
      await unpackWheel(python, wheel, join(staging, 'deps'), env);
    }
  }
}

const incoming = `.incoming-${hostname()}-`;
const ccLibrary = 'libtensorflow_cc.so.2';

/** The addon is linked against the names of TensorFlow's C distribution. */
const libraryLinks = [
  ['libtensorflow.so', ccLibrary],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
] as const;

/** The packages whose wheels hold the library, the preferred first. */
function wheelNames(device: AddonPackage['device']): readonly string[] {
  const { platform, arch } = process;
  const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } })
    .header;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new EngineError(`there is no TensorFlow wheel with a C library for ${platform} on ${arch}`);
  }
  if (glibcVersionRuntime === undefined) {
    throw new EngineError(
      'TensorFlow wheels need glibc, and this system has another C library (musl, as Alpine)',
    );
  }
  if (device === 'gpu') {
    if (arch === 'arm64') throw new EngineError('the TensorFlow wheels for arm64 are built without CUDA');
    return ['tensorflow'];
  }
  // The wheel named tensorflow-cpu isn't published for arm64; there "tensorflow" is the one without CUDA.
  return arch === 'x64' ? ['tensorflow-cpu'] : ['tensorflow', 'tensorflow-cpu'];
}

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
    `${folder} has ${free} GB free and setting up TensorFlow takes ${needed}: make room or set JIAGU_CACHE to another folder`,
  );
}
