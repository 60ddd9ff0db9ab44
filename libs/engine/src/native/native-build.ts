import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@jiagu/disk';
import { findAddonPackage, type Device } from './addon-package.js';
import { withLock } from './lock.js';
import { operationHeaders } from './operation-headers.js';
import { type Log } from './wheel.js';

/** What another addon that brings operations of its own to TensorFlow is compiled with. */
export interface NativeBuild {
  /** Folder of the engine, beside whose `deps/lib` the addon may be put. */
  readonly engine: string;
  /** Folders of headers: TensorFlow's C interface for operations, and Node-API. */
  readonly includes: readonly string[];
}

/**
 * Compiles something against the engine that is set up, while no other process of this machine does so.
 *
 * @param build is given what to compile with
 * @throws {EngineError} when the engine's headers can't be had
 */
export async function withNativeBuild<T>(
  device: Device,
  log: Log,
  build: (parts: NativeBuild) => Promise<T>,
): Promise<T> {
  const waiting = (): void => log('another process is setting up TensorFlow; waiting for it');
  return withLock(cacheFolder(), waiting, async () => {
    const pack = findAddonPackage(device);
    const tensorflow = await operationHeaders(pack, process.env, log);
    const nodeApi = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string })
      .include_dir;
    return build({ engine: engineFolder(device), includes: [tensorflow, nodeApi] });
  });
}

/** The folder in which the engine's `deps` lies; the engine must be set up. */
export function engineFolder(device: Device): string {
  return dirname(realpathSync(join(findAddonPackage(device).folder, 'deps')));
}
