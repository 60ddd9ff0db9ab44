import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { EngineError } from '../engine-error.js';
import { type AddonPackage } from './addon-package.js';
import { unlinkEngine } from './engine-cache.js';
import { runCommand, summary } from './run-command.js';
import { type Log } from './wheel.js';

/** Minutes after which the installer is stopped. */
const patience = 15;

/**
 * Runs the installer that the package brings along: it downloads TensorFlow 2.9 and an addon compiled for it
 * from the TensorFlow project's storage, or compiles one with node-gyp.
 *
 * @throws {EngineError} when it fails
 */
export async function runOwnInstaller(pack: AddonPackage, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')) as {
    scripts?: { install?: string };
  };
  const [program, ...args] = scripts?.install?.split(' ') ?? [];
  if (program !== 'node') throw new EngineError(`${pack.name} has no installer of its own.`);
  log(`trying the installer of ${pack.name}`);
  unlinkEngine(pack);
  const result = await runCommand(process.execPath, args, {
    cwd: pack.folder,
    // It calls node-pre-gyp by its bare name, as npm's scripts may.
    env: { ...env, PATH: [...binFolders(pack.folder), env.PATH].join(delimiter) },
    timeout: patience * 60_000,
  });
  if (result.code !== 0) throw new EngineError(`the installer of ${pack.name} failed: ${summary(result)}`);
}

/** `node_modules/.bin` of the folder and of each folder above. */
function binFolders(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, 'node_modules', '.bin'), ...(above === folder ? [] : binFolders(above))];
}
