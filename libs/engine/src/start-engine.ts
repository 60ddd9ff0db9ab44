import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from './engine-error.js';
import { registerKernels } from './kernels/index.js';
import { findAddonPackage, type Device } from './native/addon-package.js';
import { prepareEnvironment, threadCount } from './native/environment.js';
import { noCudaDevice, requireNvidiaDriver } from './native/gpu.js';
import { loadAddon } from './native/load-addon.js';
import { restoreRemovedNodeFunctions } from './native/node-compatibility.js';

/** How to start the engine. */
export interface EngineOptions {
  /** `gpu` needs an NVIDIA card and the package `@tensorflow/tfjs-node-gpu`. Default: `cpu`. */
  device?: Device;
  /**
   * Threads of TensorFlow; 0: all cores; absent: `TF_NUM_INTRAOP_THREADS`, else all cores. Only the first start reads
   * it.
   */
  threads?: number;
  /** Receives, a line at a time, what the set-up does when there is something to set up. */
  log?: (line: string) => void;
}

/** The engine that runs. */
export interface EngineInfo {
  device: Device;
  /** Version of TensorFlow's library, `2.21.0`. */
  tensorflow: string;
  threads: number;
}

/** What tfjs-node's backend has beyond tfjs-core's interface. */
interface NativeBackend {
  binding: { TF_Version: string };
  isUsingGpuDevice: boolean;
}

let started: { device: Device; info: Promise<EngineInfo> } | undefined;

/**
 * Loads native TensorFlow, setting it up first where needed, and makes it the backend of `@tensorflow/tfjs-core`.
 * Further calls in the same process return the first one's result.
 *
 * @throws {EngineError} when TensorFlow can't be set up or loaded, the device is missing, or the engine already runs on
 *   the other one
 */
export function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  const device = options.device ?? 'cpu';
  if (started && started.device !== device) {
    return Promise.reject(
      new EngineError(
        `The engine already runs on the ${started.device}; one process can't also use the ${device}.`,
      ),
    );
  }
  if (!started) {
    started = { device, info: start(device, options) };
    // A failed start may be tried again, e.g. on the other device.
    started.info.catch(() => (started = undefined));
  }
  return started.info;
}

async function start(
  device: Device,
  { threads: wish, log = () => undefined }: EngineOptions,
): Promise<EngineInfo> {
  if (device === 'gpu') requireNvidiaDriver();
  const pack = findAddonPackage(device);
  const threads = threadCount(wish);
  prepareEnvironment(threads);
  restoreRemovedNodeFunctions();
  await loadAddon(pack, log);
  await tf.ready();
  const backend = tf.backend() as unknown as NativeBackend;
  if (device === 'gpu' && !backend.isUsingGpuDevice) throw noCudaDevice();
  registerKernels();
  return { device, tensorflow: backend.binding.TF_Version, threads };
}
