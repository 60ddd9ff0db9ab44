export { buildTrained, type Trained, type TrainedShape } from './trained.js';
export { buildMethod } from './build-method.js';
export {
  combine,
  TOY_LOSSES,
  TOY_REMEDIES,
  type ToyLoss,
  type ToyRemedy,
} from './eight-gaussians/contests.js';
export { countModes, MODES, type ModeCount, type Point } from './eight-gaussians/mixture.js';
export { playEightGaussians, type Play } from './eight-gaussians/play.js';
export { loadWeights, networksWithout } from './load-weights.js';
export { recogniserOf, type RecogniserNetworks } from './recogniser.js';
export type { Probe } from './stsn/context.js';
export { sideProblem } from './stsn/image-side.js';
export { Stsn } from './stsn/stsn.js';
export { update, weighted, type Losses, type ScheduledOptimizer, type Terms } from './update.js';
