export { pointed, requirePointed, type Pointer } from './checkpoint-names.js';
export type { TrainingState } from './checkpoint-state.js';
export {
  DamagedCheckpoint,
  loadCheckpoint,
  newestCheckpoint,
  openCheckpoint,
  weightsDigest,
  type Checkpoint,
} from './checkpoint.js';
export { CompiledStep } from './compiled-step.js';
export type { EvaluationResult, Evaluator } from './evaluator.js';
export {
  fedDomains,
  type AdaptationBatch,
  type Feeds,
  type Images,
  type SourceBatch,
  type SourceFeed,
  type TargetFeed,
  type TrainingBatch,
  type View,
} from './feeds.js';
export { scoreOf, validatorFigure, type Figure } from './figure.js';
export { GenerationEvaluator, type GenerationParts } from './generation-evaluator.js';
export type { Hook, Progress, RunningTraining } from './hook.js';
export { Checkpoints } from './hooks/checkpoints.js';
export { EarlyStopping } from './hooks/early-stopping.js';
export { MetricsLog } from './hooks/metrics-log.js';
export { logPictures, TensorBoardLog } from './hooks/tensorboard-log.js';
export { Terminal } from './hooks/terminal.js';
export { disposeMethod, type InitialWeights, type Method, type Phase } from './method.js';
export { Adam, type AdamOptions } from './optimizers/adam.js';
export { Optimizer } from './optimizers/optimizer.js';
export { Rmsprop, type RmspropOptions } from './optimizers/rmsprop.js';
export { Sgd, type SgdOptions } from './optimizers/sgd.js';
export { RunFolder, type ConfigurationChange, type RunEnvironment, type RunOrigin } from './run-folder.js';
export { lockRun } from './run-lock.js';
export { requireSameState } from './same-state.js';
export { saveCheckpoint } from './save-checkpoint.js';
export { cosine, inverse, linearTail, polynomial, ramp } from './schedules.js';
export { SharedStep } from './shared-step.js';
export { readStateDict, writeStateDict } from './state-file.js';
export {
  RecognitionEvaluator,
  type RecognitionDetails,
  type RecognitionParts,
} from './recognition-evaluator.js';
export type { TrainerParts } from './trainer-parts.js';
export { Trainer, TrainingStopped } from './trainer.js';
export { TranslationEvaluator, type TranslationParts } from './translation-evaluator.js';
export { trainingLoaders, type Loaders } from './training-loaders.js';
