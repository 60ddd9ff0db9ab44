import { type Device } from '../native/addon-package.js';
import { checkEngine } from './engine-checks.js';
import { checkCache, checkMemory, checkNode, checkProcessor, checkThreads } from './machine-checks.js';

export interface DoctorOptions {
  device?: Device;
  /** As in the run's configuration; 0: all cores. */
  threads?: number;
  /** Set the engine up when it is missing or broken. */
  mend?: boolean;
  /** Told, a line at a time, what mending does. */
  log?: (line: string) => void;
}

/** One thing looked at. */
export interface DoctorCheck {
  name: string;
  status: 'ok' | 'warning' | 'failed';
  /** What was found. */
  detail: string;
  /** What to do about it, unless the status is `ok`. */
  remedy?: string;
}

export interface DoctorReport {
  /** No check failed; warnings don't count. */
  healthy: boolean;
  checks: DoctorCheck[];
}

/**
 * Examines whether the engine runs here and as fast as it can, and says what to do about each fault. TensorFlow
 * is loaded in a process of its own, so this works when loading it crashes, and starts no engine here.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const machine = [checkNode(), checkProcessor(), checkMemory(), checkThreads(options.threads)];
  const engine = await checkEngine(options);
  const checks = [...machine, ...engine, checkCache()];
  return { healthy: checks.every(({ status }) => status !== 'failed'), checks };
}
