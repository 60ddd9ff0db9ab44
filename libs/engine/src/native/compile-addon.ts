import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine-error.js';
import { addonPath, type AddonPackage } from './addon-package.js';
import { runCommand, summary } from './run-command.js';

/** The addon's place beside TensorFlow's that keeps banners off standard error while the library is loaded. */
export const quietAddonPath = join('lib', 'quiet.node');

/** The C++ compiler of this machine: `$CXX`, else the first of the usual names that answers. */
export async function findCompiler(env: NodeJS.ProcessEnv): Promise<string> {
  for (const compiler of env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++']) {
    if ((await runCommand(compiler, ['--version'], { env })).code === 0) return compiler;
  }
  throw new EngineError(
    env.CXX
      ? `The C++ compiler "${env.CXX}" ($CXX) can't be run.`
      : 'A C++ compiler is missing. Install g++ (Debian, Ubuntu: "apt-get install g++").',
  );
}

/**
 * Compiles the package's addon, two C++ files, against TensorFlow's headers and libraries in `entry` and puts
 * it into `entry`. The headers are those of Node-API, which are the same for every Node, so neither node-gyp
 * nor a download of Node's own headers is needed, and one binary serves all versions of Node.
 *
 * @param entry folder with `include/` and `deps/lib/`
 * @throws {EngineError} when the compiler fails
 */
export async function compileAddon(
  compiler: string,
  pack: AddonPackage,
  entry: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const nodeApi = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
  const common = ['-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${nodeApi}`];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(pack.folder, 'binding', file));
  const libraries = [`-L${join(entry, 'deps', 'lib')}`, '-ltensorflow', '-ltensorflow_framework'];
  // Relative to where the addon stands, so that the entry may be moved.
  const search = '-Wl,-rpath,$ORIGIN/../../deps/lib';
  const quiet = fileURLToPath(new URL('../../native/quiet.c', import.meta.url));
  mkdirSync(dirname(join(entry, addonPath)), { recursive: true });
  await compile(compiler, [
    ...['-std=c++17', ...common, `-I${join(entry, 'include')}`, ...sources],
    ...[...libraries, search, '-o', join(entry, addonPath)],
  ]);
  await compile(compiler, ['-x', 'c', ...common, quiet, '-o', join(entry, quietAddonPath)]);

  async function compile(program: string, args: string[]): Promise<void> {
    const result = await runCommand(program, args, { env, cwd: entry });
    if (result.code !== 0)
      throw new EngineError(`${program} could not compile the addon: ${summary(result)}`);
  }
}
