import type { Device } from '../native/addon-package.js';

/** What the doctor examines. */
export interface DoctorOptions {
  /** Default: `cpu`. */
  device?: Device;
  /** As in the run's configuration; 0: all cores; absent: `TF_NUM_INTRAOP_THREADS`, else all cores. */
  threads?: number;
  /** Set the engine up when it is missing or broken. */
  mend?: boolean;
  /** Receives each line of the set-up's output. */
  log?: (line: string) => void;
}

/** The result of one check. */
export interface DoctorCheck {
  name: string;
  status: 'ok' | 'warning' | 'failed';
  /** What was found. */
  detail: string;
  /** What to do about it, unless the status is `ok`. */
  remedy?: string;
}
