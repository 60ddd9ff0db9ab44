import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EngineError } from '../engine-error.js';
import { type AddonPackage } from './addon-package.js';
import { linkedEngine } from './engine-cache.js';
import { runCommand, summary } from './run-command.js';
import { tensorFlowWheel } from './tensorflow-wheel.js';
import { findTools } from './tools.js';
import { downloadWheels, unpackWheel, type Log } from './wheel.js';

/** TensorFlow's C interface for operations and their kernels: what an addon needs that brings operations of its own. */
const roots = ['tensorflow/c/kernels.h', 'tensorflow/c/ops.h'];

/**
 * Takes away all of TensorFlow's headers but those of its C interface for operations, seventeen of some thousand.
 * @param include folder of the headers; it is gone where they lack that interface
 * @throws {EngineError} when the compiler can't read them
 */
export async function keepOperationHeaders(
  compiler: string,
  include: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const [all, probe] = [`${include}.all`, join(include, 'operations.cc')];
  writeFileSync(probe, roots.map((header) => `#include "${header}"\n`).join(''));
  const known = roots.every((header) => existsSync(join(include, header)));
  const result = known
    ? await runCommand(compiler, ['-std=c++17', '-M', `-I${include}`, probe], { env })
    : { code: 0, stdout: '', stderr: '' };
  if (result.code !== 0)
    throw new EngineError(`${compiler} could not read TensorFlow's headers: ${summary(result)}`);
  renameSync(include, all);
  for (const path of result.stdout.split(/[\s\\]+/)) {
    const name = relative(include, path);
    if (!path.endsWith('.h') || name.startsWith('..')) continue;
    mkdirSync(dirname(path), { recursive: true });
    cpSync(join(all, name), path);
  }
  rmSync(all, { recursive: true });
}

/**
 * The folder with the headers that {@link keepOperationHeaders} keeps, for the engine that a package uses. For one that was
 * made without them they are taken from the same wheel again. To be called under the lock.
 * @throws {EngineError} when there is no such wheel
 */
export async function operationHeaders(
  pack: AddonPackage,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<string> {
  const include = join(pack.folder, 'deps', 'include');
  if (roots.every((header) => existsSync(join(include, header)))) return include;
  const engine = linkedEngine(pack);
  if (!engine)
    throw new EngineError(
      `TensorFlow's headers are not in ${include}.`,
      `Remove ${pack.folder} and run "npm ci": TensorFlow is then set up from its wheel, which has them.`,
    );
  const { requirement } = tensorFlowWheel(pack.device, engine.origin.tensorflow);
  const { compiler, python } = await findTools(env);
  const staging = join(engine.folder, `.incoming-${process.pid}`);
  try {
    log(`fetching ${requirement} again with ${python.pip.join(' ')}, for its headers (once)`);
    const [wheel] = await downloadWheels(python, [requirement], join(staging, 'wheels'), env, log);
    if (wheel === undefined) throw new EngineError(`pip downloaded no wheel for ${requirement}.`);
    await unpackWheel(python, wheel, staging, env);
    await keepOperationHeaders(compiler, join(staging, 'include'), env);
    renameSync(join(staging, 'include'), join(engine.folder, 'deps', 'include'));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return include;
}
