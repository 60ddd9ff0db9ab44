/** What browsers can load too: the networks of a trained run. */
export { buildTrained, type Trained, type TrainedShape } from './trained.js';
