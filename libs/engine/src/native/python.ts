import { runCommand } from './run-command.js';

/** The commands that run Python and pip on this machine. */
export interface Python {
  python: string;
  /** Program and first arguments of pip. */
  pip: readonly [string, ...string[]];
}

const works = async (env: NodeJS.ProcessEnv, program: string, ...args: string[]): Promise<boolean> =>
  (await runCommand(program, args, { env })).code === 0;

/**
 * The program that runs Python 3.6 or newer; undefined: none. It is only needed to fetch and unpack TensorFlow's wheel.
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const python of ['python3', 'python'])
    if (await works(env, python, '-c', 'import sys, zipfile; sys.exit(sys.version_info < (3, 6))'))
      return python;
  return undefined;
}

/** Program and first arguments of a Python's pip, or of a separate pip; undefined: none. */
export async function findPip(python: string, env: NodeJS.ProcessEnv): Promise<Python['pip'] | undefined> {
  if (await works(env, python, '-m', 'pip', '--version')) return [python, '-m', 'pip'];
  for (const pip of ['pip3', 'pip']) if (await works(env, pip, '--version')) return [pip];
  return undefined;
}
