import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hasAddon, type AddonPackage } from './addon-package.js';
import { quietAddonPath } from './compile-addon.js';
import { linkedEngine } from './engine-cache.js';
import { setUp } from './set-up.js';
import { type Log } from './wheel.js';

const require = createRequire(import.meta.url);

/**
 * Loads the package into this process, which makes it the backend of tfjs; sets it up first when it isn't
 * there or doesn't load.
 *
 * @throws {EngineError} when it can't be set up
 */
export async function loadAddon(pack: AddonPackage, log: Log): Promise<void> {
  if (hasAddon(pack)) {
    try {
      return requireQuietly(pack);
    } catch (error) {
      log(`${pack.name} doesn't load: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await setUp(pack, log);
  requireQuietly(pack);
}

/** Loads it without what TensorFlow's library has to say, unless the user asked for its messages. */
function requireQuietly(pack: AddonPackage): void {
  const engine = linkedEngine(pack)?.folder;
  const file = engine && join(engine, quietAddonPath);
  const wanted = file && existsSync(file) && Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? 0) > 0;
  const quiet = wanted ? (require(file) as { mute(): void; unmute(): void }) : undefined;
  // Node makes the stream when it is first asked for; made while muted, it would take a terminal for a file for good.
  void process.stderr;
  quiet?.mute();
  try {
    require(pack.folder);
  } finally {
    quiet?.unmute();
  }
}
