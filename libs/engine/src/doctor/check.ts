import type { Device } from '../native/addon-package.js';

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
