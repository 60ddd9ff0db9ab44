export { buildMethod } from './build-method.js';
export type { Probe } from './stsn/context.js';
export { Stsn } from './stsn/stsn.js';
