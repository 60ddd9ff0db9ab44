import type { DoctorCheck, DoctorOptions } from './check.js';
import { checkEngine } from './engine-checks.js';
import { checkCache, checkMemory, checkNode, checkProcessor, checkThreads } from './machine-checks.js';

/** The results of all checks. */
export interface DoctorReport {
  /** No check failed; warnings don't count. */
  healthy: boolean;
  checks: DoctorCheck[];
}

/**
 * Checks whether the engine works on this machine, and as fast as it can, and says what to do about each fault.
 * TensorFlow is loaded in a child process, so this works even if loading it crashes, and starts no engine here.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const machine = [checkNode(), checkProcessor(), checkMemory(), checkThreads(options.threads)];
  const engine = await checkEngine(options);
  const checks = [...machine, ...engine, checkCache()];
  return { healthy: checks.every(({ status }) => status !== 'failed'), checks };
}
