/**
 * Training and trained runs from a program of one's own: what the `jiagu` command does, as functions.
 *
 * Progress and warnings go to standard error, as with the command; results are returned. What can't be done throws: a
 * {@link ConfigError} for a fault in a configuration, a {@link UsageError} for a call that makes no sense, an
 * {@link EngineError} where TensorFlow can't be set up, a {@link WriteError} where the disk refuses, and an `Error` that
 * names the file for all else.
 *
 * @module
 */
export { ConfigError, type Domain } from '@jiagu/config';
export { WriteError } from '@jiagu/disk';
export { EngineError } from '@jiagu/engine';
export type { Candidate, Prediction } from '@jiagu/evaluation';
export { UsageError } from '../command-line/usage-error.js';
export { predict, type PredictOptions } from './predict.js';
export { openRun, type Run, type RunOptions } from './run.js';
export { swap, type Picture, type SwapOptions, type SwapParts } from './swap.js';
export { studies } from '../runs/studies.js';
export { train, type DomainResult, type TrainedRun, type TrainOptions } from './train.js';
