import { EngineError } from '../engine-error.js';
import { type Device } from './addon-package.js';

/** The oldest TensorFlow whose library has all the C functions the addon calls. */
const oldest = '2.16';

/** What to fetch for a device on this machine. */
interface TensorFlowWheel {
  /** pip's requirement: the requested version or the newest. */
  requirement: string;
  /** Approximate size of the download, for messages. */
  megabytes: number;
  /** Free bytes on the disk that downloading, unpacking and keeping it takes. */
  space: number;
}

/**
 * The wheel with TensorFlow's C library for this machine.
 * @param version wished version of TensorFlow; default: the newest
 * @throws {EngineError} when none is published for it
 */
export function tensorFlowWheel(
  device: Device,
  version: string | undefined,
  machine: { platform: string; arch: string; glibc: string | undefined } = thisMachine(),
): TensorFlowWheel {
  const { platform, arch, glibc } = machine;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    throw new EngineError(`no TensorFlow wheel with a C library is published for ${platform} on ${arch}.`);
  }
  if (glibc === undefined) {
    throw new EngineError('TensorFlow wheels need glibc; this system has another C library, as Alpine has.');
  }
  if (device === 'gpu' && arch === 'arm64') {
    throw new EngineError('the TensorFlow wheels published for arm64 are built without CUDA.');
  }
  // tensorflow-cpu isn't published for arm64; there "tensorflow" is the one without CUDA.
  const name = device === 'gpu' || arch === 'arm64' ? 'tensorflow' : 'tensorflow-cpu';
  return {
    requirement: version ? `${name}==${version}` : `${name}>=${oldest}`,
    megabytes: device === 'gpu' ? 650 : 280,
    space: device === 'gpu' ? 12e9 : 1.5e9,
  };
}

function thisMachine(): { platform: string; arch: string; glibc: string | undefined } {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
}
