import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@jiagu/disk';
import { EngineError } from '../engine-error.js';
import { addonPath, hasAddon, type AddonPackage } from './addon-package.js';
import { buildEngine } from './build-engine.js';
import { enginesFolder, findEngine, linkEngine } from './engine-cache.js';
import { withLock } from './lock.js';
import { runOwnInstaller } from './own-installer.js';
import { probeAddon, type Probe, type WorkingProbe } from './probe.js';
import { requireOwnPackage, toolsCure } from './tools.js';
import { type Log } from './wheel.js';

/**
 * Makes sure that the package's native addon exists and works, and proves it by computing with it in a child process.
 * It tries, in this order: the addon that is there; TensorFlow's wheel, from the cache or downloaded into it; the
 * package's own installer. It may be called at any time, by several processes at once.
 *
 * `JIAGU_TENSORFLOW_VERSION` selects a version of TensorFlow, `JIAGU_CACHE` another cache folder.
 *
 * @throws {EngineError} when nothing works, saying why each way failed and what to do
 */
export async function setUp(
  pack: AddonPackage,
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): Promise<WorkingProbe> {
  const present = await probe();
  if (present?.works) return present;
  requireOwnPackage(pack);
  if (present) log(`the addon in ${pack.folder} doesn't work: ${present.reason}`);
  const waiting = () => log('another process is setting up TensorFlow; waiting for it');
  return withLock(cacheFolder(env), waiting, async () => {
    // The one that was waited for may have done it.
    const meanwhile = await probe();
    if (meanwhile?.works) return meanwhile;
    const failures: string[] = [];
    for (const way of [fromWheel, fromOwnInstaller]) {
      try {
        const begin = performance.now();
        const result = await way();
        log(
          `TensorFlow ${result.tensorflow} works (set up in ${Math.round((performance.now() - begin) / 1000)} s)`,
        );
        return result;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        log(failures.at(-1) ?? '');
      }
    }
    throw explain(failures);
  });

  async function probe(): Promise<Probe | undefined> {
    return hasAddon(pack) ? probeAddon(pack, env) : undefined;
  }

  async function fromWheel(): Promise<WorkingProbe> {
    const wished = env.JIAGU_TENSORFLOW_VERSION || undefined;
    const cached = findEngine(pack, wished, env);
    if (cached !== undefined) {
      log(`using the engine in ${cached}`);
      linkEngine(pack, cached);
      const result = await probeAddon(pack, env);
      if (result.works) return result;
      // After a full disk or a power cut it is rebuilt, once.
      log(`the engine in ${cached} doesn't work and is rebuilt: ${result.reason}`);
      rmSync(cached, { recursive: true, force: true });
    }
    linkEngine(pack, await buildEngine(pack, wished, env, log));
    return requireWorking(await probeAddon(pack, env));
  }

  async function fromOwnInstaller(): Promise<WorkingProbe> {
    await runOwnInstaller(pack, env, log);
    if (!existsSync(join(pack.folder, addonPath)))
      throw new EngineError(`the installer of ${pack.name} left no addon`);
    return requireWorking(await probeAddon(pack, env));
  }

  function requireWorking(result: Probe): WorkingProbe {
    if (result.works) return result;
    throw new EngineError(`the addon was installed but doesn't work: ${result.reason}`);
  }

  function explain([wheel = '', installer = '']: string[]): EngineError {
    return new EngineError(
      `Native TensorFlow can't be set up.\n  From TensorFlow's wheel: ${wheel}\n  With the package's own installer: ${installer}`,
      'What to do: on Linux (x64 or arm64, glibc) it takes python3 with pip, g++ and access to a Python package index, for which ' +
        "pip's own settings apply (PIP_INDEX_URL, PIP_FIND_LINKS, proxies). Without a network, copy " +
        `${enginesFolder(env)} from a machine of the same kind on which it works. ${toolsCure}`,
    );
  }
}
