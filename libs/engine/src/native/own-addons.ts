import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine-error.js';
import { addonPath, type AddonPackage } from './addon-package.js';
import { findCompiler } from './compile-addon.js';
import { runCommand, summary } from './run-command.js';

/** A file of `native/` that serves a running TensorFlow, an addon. */
type OwnAddon = 'cold-pages';

/**
 * Loads an addon of this library. It lies beside the package's, which must exist; the first time it is compiled.
 * @throws {EngineError} when it can't be compiled
 */
export async function loadOwnAddon(name: OwnAddon, pack: AddonPackage): Promise<unknown> {
  const source = fileURLToPath(new URL(`../../native/${name}.c`, import.meta.url));
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const file = join(dirname(realpathSync(join(pack.folder, addonPath))), `${name}-${digest}.node`);
  if (!existsSync(file)) await compile(source, file);
  const module = { exports: {} as unknown };
  process.dlopen(module, file);
  return module.exports;
}

async function compile(source: string, file: string): Promise<void> {
  const compiler = await findCompiler(process.env);
  if (compiler === undefined) throw new EngineError(`no C++ compiler was found to compile ${source} with`);
  const nodeApi = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
  const made = `${file}.${process.pid}`;
  try {
    const args = ['-x', 'c', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${nodeApi}`];
    const result = await runCommand(compiler, [...args, source, '-o', made]);
    if (result.code !== 0)
      throw new EngineError(`${compiler} could not compile ${source}: ${summary(result)}`);
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}
