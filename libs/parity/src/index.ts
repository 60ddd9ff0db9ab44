export type { Comparison, GroupResult } from './compare.js';
export { readReference, type Reference } from './reference-file.js';
export { runParity, type ParityGroup, type ParityOptions } from './run-parity.js';
export type { Execution } from './watched-step.js';
