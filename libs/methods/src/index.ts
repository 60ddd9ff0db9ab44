export { buildMethod } from './build-method.js';
export { loadWeights, networksWithout } from './load-weights.js';
export type { Probe } from './stsn/context.js';
export { sideProblem } from './stsn/image-side.js';
export { Stsn } from './stsn/stsn.js';
