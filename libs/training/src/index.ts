export { pointed, type Pointer } from './checkpoint-names.js';
export type { TrainingState } from './checkpoint-state.js';
export {
  DamagedCheckpoint,
  loadCheckpoint,
  newestCheckpoint,
  openCheckpoint,
  type Checkpoint,
} from './checkpoint.js';
export { CompiledStep } from './compiled-step.js';
export { evaluateDomains, type EvaluationParts } from './evaluate-domains.js';
export type { Evaluations, Hook, Progress } from './hook.js';
export { Checkpoints } from './hooks/checkpoints.js';
export { EarlyStopping } from './hooks/early-stopping.js';
export { MetricsLog } from './hooks/metrics-log.js';
export { logPictures, TensorBoardLog } from './hooks/tensorboard-log.js';
export { Terminal } from './hooks/terminal.js';
export type { Images, InitialWeights, Method, Phase, Separation, TrainingBatch, View } from './method.js';
export { Adam, type AdamOptions } from './optimizers/adam.js';
export { Optimizer } from './optimizers/optimizer.js';
export { Sgd, type SgdOptions } from './optimizers/sgd.js';
export { RunFolder, type ConfigurationChange, type RunEnvironment, type RunOrigin } from './run-folder.js';
export { lockRun } from './run-lock.js';
export { saveCheckpoint } from './save-checkpoint.js';
export { inverse, polynomial, ramp } from './schedules.js';
export { readStateDict, writeStateDict } from './state-file.js';
export { Trainer, TrainingStopped, type TrainerParts } from './trainer.js';
export { validatorFigure } from './validator-figure.js';
export { trainingLoaders } from './training-loaders.js';
