import { EngineError } from '../engine-error.js';
import { runCommand } from './run-command.js';

/** The commands that run Python and pip on this machine. */
export interface Python {
  python: string;
  /** Program and first arguments of pip. */
  pip: readonly [string, ...string[]];
}

/**
 * Finds Python 3 and its pip: they fetch and unpack TensorFlow's wheel, nothing of them is used afterwards.
 * @throws {EngineError} when either is missing
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python> {
  const works = async (program: string, ...args: string[]) =>
    (await runCommand(program, args, { env })).code === 0;
  for (const python of ['python3', 'python']) {
    if (!(await works(python, '-c', 'import sys, zipfile; sys.exit(sys.version_info < (3, 6))'))) continue;
    if (await works(python, '-m', 'pip', '--version')) return { python, pip: [python, '-m', 'pip'] };
    for (const pip of ['pip3', 'pip']) if (await works(pip, '--version')) return { python, pip: [pip] };
    throw new EngineError(
      `"${python}" has no pip. Install it (Debian, Ubuntu: "apt-get install python3-pip"; or "${python} -m ensurepip").`,
    );
  }
  throw new EngineError(
    "Python 3 is missing. Install python3 with pip: TensorFlow's library comes as a Python wheel.",
  );
}
