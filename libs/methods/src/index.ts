export { buildMethod } from './build-method.js';
export { loadWeights, networksWithout } from './load-weights.js';
export type { Probe } from './stsn/context.js';
export { Stsn } from './stsn/stsn.js';
