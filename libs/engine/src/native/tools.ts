import { requireWritable } from '@jiagu/disk';
import { EngineError } from '../engine-error.js';
import { findAddonPackage, hasAddon, type AddonPackage, type Device } from './addon-package.js';
import { findCompiler } from './compile-addon.js';
import { enginesFolder, findEngine } from './engine-cache.js';
import { findPip, findPython, type Python } from './python.js';
import { tensorFlowWheel } from './tensorflow-wheel.js';

/** How to install what the set-up needs with the system's package manager. */
export const toolsCure =
  'Install what is missing: apt-get install g++ python3-pip (Debian, Ubuntu), dnf install gcc-c++ python3-pip (Fedora), ' +
  'pacman -S gcc python-pip (Arch), xcode-select --install and brew install python (macOS).';

/** The tools that build an engine from TensorFlow's wheel. */
export interface Tools {
  /** a C++ compiler */
  compiler: string;
  python: Python;
}

/**
 * Finds the tools that build an engine.
 * @throws {EngineError} naming all that is missing, in one sentence, and how to install it
 */
export async function findTools(env: NodeJS.ProcessEnv): Promise<Tools> {
  const compiler = await findCompiler(env);
  const python = await findPython(env);
  const pip = python === undefined ? undefined : await findPip(python, env);
  if (compiler !== undefined && python !== undefined && pip !== undefined)
    return { compiler, python: { python, pip } };
  const missing = [
    compiler === undefined &&
      (env.CXX ? `a C++ compiler ("${env.CXX}", $CXX, can't be run)` : 'a C++ compiler'),
    python === undefined && 'Python 3 with pip',
    python !== undefined && pip === undefined && `pip ("${python}" has none)`,
  ];
  throw new EngineError(
    `TensorFlow's library comes as a Python wheel and its addon as C++, and this machine lacks ${missing.filter(Boolean).join(' and ')}.`,
    toolsCure,
  );
}

/**
 * Checks, before long work, whether {@link setUp} can succeed: whether there is an engine already, or else the tools to
 * build one. Builds and loads nothing.
 * @throws {EngineError} naming the tools that are missing; WriteError where the cache can't be written to
 */
export async function checkSetUp(device: Device = 'cpu'): Promise<void> {
  await requireTools(findAddonPackage(device), process.env);
}

/** {@link checkSetUp} of a package. */
export async function requireTools(pack: AddonPackage, env: NodeJS.ProcessEnv): Promise<void> {
  if (hasAddon(pack)) return;
  requireOwnPackage(pack);
  const wished = env.JIAGU_TENSORFLOW_VERSION || undefined;
  if (findEngine(pack, wished, env) !== undefined || !hasWheel(pack.device)) return;
  await findTools(env);
  requireWritable(enginesFolder(env));
}

/** @throws {EngineError} when the package's folder can't be written to, so that no engine can be linked into it */
export function requireOwnPackage({ folder }: AddonPackage): void {
  try {
    requireWritable(folder);
  } catch (error) {
    throw new EngineError(
      `TensorFlow is not set up yet, and ${(error as Error).message}.`,
      'Let the owner of that folder run "jiagu doctor --mend" once; then all may use it.',
    );
  }
}

/** Whether TensorFlow publishes a wheel for this machine; elsewhere the package's own installer is used. */
function hasWheel(device: Device): boolean {
  try {
    tensorFlowWheel(device, undefined);
    return true;
  } catch {
    return false;
  }
}
