export type { Comparison, GroupResult } from './compare.js';
export { readReference, type Reference } from './reference-file.js';
export { runParity } from './run-parity.js';
