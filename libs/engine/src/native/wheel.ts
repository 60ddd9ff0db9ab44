import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineError } from '../engine-error.js';
import { type Python } from './python.js';
import { runCommand, summary } from './run-command.js';
import { unpackScript } from './unpack-wheel.js';

/** Receives, a line at a time, what is being done. */
export type Log = (line: string) => void;

/** What {@link unpackWheel} found in a wheel. */
interface UnpackedWheel {
  files: number;
  /** Requirements of the wheel's extra `and-cuda`: NVIDIA's libraries in the versions it was built with. */
  cuda: string[];
}

/**
 * Downloads wheels with pip into a folder, which must be new. pip checks their digests against the index.
 * Only the C libraries inside are used, so it doesn't matter for which Python a wheel is: 3.11 is the one for
 * which every TensorFlow since 2.16 was published.
 *
 * @returns paths of the wheels
 * @throws {EngineError} when pip fails
 */
export async function downloadWheels(
  { pip: [program, ...first] }: Python,
  requirements: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
  log: Log,
): Promise<string[]> {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const options = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11'];
  const quiet = ['--disable-pip-version-check', '--progress-bar', 'off'];
  const args = [...first, 'download', ...options, ...quiet, '--dest', folder, ...requirements];
  let [told, retried] = [0, false];
  const progress = setInterval(() => {
    const size = Math.round(sizeOf(folder) / 1e6);
    if (size > told) log(`  ${(told = size)} MB so far`);
  }, 5000);
  const onLine = (line: string) => {
    const download = /^\s*Downloading (\S+) (\(.*\))/.exec(line);
    if (download?.[1]) log(`downloading ${basename(download[1])} ${download[2] ?? ''}`);
    else if (/Retrying/.test(line) && !retried) {
      retried = true;
      log("pip can't reach one of its indexes; it tries again and then uses the others");
    }
  };
  try {
    // What a stopped pip leaves lies in the folder too and goes away with it.
    const result = await runCommand(program, args, { env: { ...env, TMPDIR: scratch }, onLine });
    if (result.code !== 0)
      throw new EngineError(`pip could not download ${requirements.join(', ')}: ${summary(result)}`);
  } finally {
    clearInterval(progress);
    rmSync(scratch, { recursive: true, force: true });
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .map((name) => join(folder, name));
}

/**
 * Unpacks what the addon needs from a wheel: TensorFlow's two libraries into `lib/`, its headers into `include/`,
 * NVIDIA's libraries into `nvidia/`. Every file is checked against the SHA-256 in the wheel's RECORD.
 *
 * @throws {EngineError} when the wheel is damaged or cut off
 */
export async function unpackWheel(
  { python }: Python,
  wheel: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<UnpackedWheel> {
  const result = await runCommand(python, ['-c', unpackScript, wheel, folder], { env });
  if (result.code !== 0) {
    throw new EngineError(
      `${basename(wheel)} can't be unpacked: ${result.stderr.trim().split('\n').at(-1) ?? ''}`,
    );
  }
  return JSON.parse(result.stdout) as UnpackedWheel;
}

/** The version in a wheel's file name, `2.21.0`. @throws {EngineError} when there is none */
export function wheelVersion(wheel: string): string {
  const version = basename(wheel).split('-')[1];
  if (!version) throw new EngineError(`${basename(wheel)} has no version in its name, as wheels have.`);
  return version;
}

function sizeOf(folder: string): number {
  try {
    const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
      (entry) => statSync(join(folder, entry)).size,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    // pip removed a file or folder meanwhile.
    return 0;
  }
}
