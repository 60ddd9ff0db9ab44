export { buildMethod } from './build-method.js';
export { loadWeights, networksWithout } from './load-weights.js';
export { recogniserOf, type RecogniserNetworks } from './recogniser.js';
export type { Probe } from './stsn/context.js';
export { sideProblem } from './stsn/image-side.js';
export { Stsn } from './stsn/stsn.js';
export { update, weighted, type Losses, type ScheduledOptimizer, type Terms } from './update.js';
