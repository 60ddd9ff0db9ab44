import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engine-error.js';
import { addonPath, type AddonPackage } from './addon-package.js';
import { runCommand, summary } from './run-command.js';

/** Path, inside an engine, of the addon that mutes standard error while TensorFlow's library is loaded. */
export const quietAddonPath = join('lib', 'quiet.node');

/** TensorFlow's libraries as its wheels name them; the first has the C API. */
export const tensorFlowLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/**
 * The C++ compiler of this machine: `$CXX`, else the first of `g++`, `c++` and `clang++` that runs; undefined: none.
 */
export async function findCompiler(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const compiler of env.CXX ? [env.CXX] : ['g++', 'c++', 'clang++']) {
    if ((await runCommand(compiler, ['--version'], { env })).code === 0) return compiler;
  }
  return undefined;
}

/**
 * Compiles the package's addon, two C++ files, against TensorFlow's headers and puts it into `engine`. The other
 * headers are those of Node-API, which are the same for every Node, so neither node-gyp nor a download of Node's
 * own headers is needed, and one binary serves all versions of Node.
 *
 * @param engine folder with `deps/include/`; the addon will look for TensorFlow's libraries in its `deps/lib/`
 * @throws {EngineError} when the compiler fails
 */
export async function compileAddon(
  compiler: string,
  pack: AddonPackage,
  engine: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const nodeApi = (createRequire(import.meta.url)('node-api-headers') as { include_dir: string }).include_dir;
  const common = ['-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${nodeApi}`];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(pack.folder, 'binding', file));
  const quiet = fileURLToPath(new URL('../../native/quiet.c', import.meta.url));
  mkdirSync(dirname(join(engine, addonPath)), { recursive: true });
  // Relative to where the addon stands, so that the engine may be moved.
  const search = ['-Wl,--no-as-needed', '-Wl,-rpath,$ORIGIN/../../deps/lib'];
  await compile([
    ...['-std=c++17', ...common, `-I${join(engine, 'deps', 'include')}`, ...sources],
    ...[...search, ...(await standIns()), '-o', join(engine, addonPath)],
  ]);
  await compile(['-x', 'c', ...common, quiet, '-o', join(engine, quietAddonPath)]);

  async function compile(args: string[]): Promise<void> {
    const result = await runCommand(compiler, args, { env, cwd: engine });
    if (result.code !== 0)
      throw new EngineError(`${compiler} could not compile the addon: ${summary(result)}`);
  }

  /**
   * Empty libraries with the names of TensorFlow's, which is all that the linker records. With the real ones, which
   * have a million symbols, linking would take longer than compiling.
   */
  async function standIns(): Promise<string[]> {
    const folder = join(engine, 'deps', 'include', 'stand-ins');
    mkdirSync(folder);
    for (const name of tensorFlowLibraries) {
      const args = [
        '-shared',
        '-nostdlib',
        '-x',
        'c',
        '/dev/null',
        `-Wl,-soname,${name}`,
        '-o',
        join(folder, name),
      ];
      await compile(args);
    }
    return tensorFlowLibraries.map((name) => join(folder, name));
  }
}
