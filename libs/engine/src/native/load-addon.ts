import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hasAddon, type AddonPackage } from './addon-package.js';
import { quietAddonPath } from './compile-addon.js';
import { linkedEngine } from './engine-cache.js';
import { loadOwnAddon } from './own-addons.js';
import { setUp } from './set-up.js';
import { type Log } from './wheel.js';

const require = createRequire(import.meta.url);

/**
 * Loads the package into this process, which makes it the backend of tfjs. Sets it up first when its addon is missing
 * or doesn't load.
 *
 * @throws {EngineError} when it can't be set up
 */
export async function loadAddon(pack: AddonPackage, log: Log): Promise<void> {
  if (hasAddon(pack)) {
    try {
      return await load(pack);
    } catch (error) {
      log(`${pack.name} doesn't load: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await setUp(pack, log);
  await load(pack);
}

async function load(pack: AddonPackage): Promise<void> {
  requireQuietly(pack);
  await dropColdPages(pack);
}

/** Gives back the memory that loading TensorFlow's libraries took, where that can be done. */
async function dropColdPages(pack: AddonPackage): Promise<void> {
  const addon = await loadOwnAddon('cold-pages', pack).catch(() => undefined);
  (addon as { drop(): number } | undefined)?.drop();
}

/** Loads the package without the messages of TensorFlow's library, unless the user asked for them. */
function requireQuietly(pack: AddonPackage): void {
  const engine = linkedEngine(pack)?.folder;
  const file = engine && join(engine, quietAddonPath);
  const wanted = file && existsSync(file) && Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? 0) > 0;
  const quiet = wanted ? (require(file) as { mute(): void; unmute(): void }) : undefined;
  // Node creates the stream on first use; created while muted, it would take a terminal for a file permanently.
  void process.stderr;
  quiet?.mute();
  try {
    require(pack.folder);
  } finally {
    quiet?.unmute();
  }
}
