import { type AddonPackage } from './addon-package.js';
import { runCommand, summary } from './run-command.js';

/** What a child process found by loading an addon and adding two numbers with it. */
export type Probe = WorkingProbe | { works: false; reason: string };

/** An addon that works. */
export interface WorkingProbe {
  works: true;
  /** Version of TensorFlow's library. */
  tensorflow: string;
  /** oneDNN's kernels are in use. */
  oneDnn: boolean;
  /** Computes on a CUDA device. */
  gpu: boolean;
  /** How long the process took. */
  seconds: number;
}

// The functions put back here are those of node-compatibility.ts; this script has to stand alone.
const script = `
const util = require('util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
if (tf.add(1, 1).dataSync()[0] !== 2) throw new Error('1 + 1 is not 2');
const { binding, isUsingGpuDevice } = tf.backend();
process.stdout.write('\\n' + JSON.stringify({ tensorflow: binding.TF_Version, gpu: isUsingGpuDevice === true }) + '\\n');
`;

/** Loads the package in a child process: a crash or an unknown processor instruction ends only the child. */
export async function probeAddon(
  pack: AddonPackage,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Probe> {
  const begin = performance.now();
  // TensorFlow tells of oneDNN in its banner only.
  const env = { ...environment, TF_CPP_MIN_LOG_LEVEL: '0' };
  const result = await runCommand(process.execPath, ['-e', script, pack.folder], { env, timeout: 120_000 });
  if (result.code !== 0) {
    const reason = /SIGILL/.test(result.problem ?? '')
      ? "this processor lacks instructions that TensorFlow's binaries need (AVX)"
      : summary(result);
    return { works: false, reason };
  }
  const last = result.stdout.trim().split('\n').at(-1) ?? '';
  const { tensorflow, gpu } = JSON.parse(last) as { tensorflow: string; gpu: boolean };
  return {
    works: true,
    tensorflow,
    gpu,
    oneDnn: /oneDNN custom operations are on/.test(result.stderr),
    seconds: (performance.now() - begin) / 1000,
  };
}
