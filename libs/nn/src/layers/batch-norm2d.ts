import * as tf from '@tensorflow/tfjs-core';
import { detach } from '../gradient-tape.js';
import { Module } from '../module.js';
import { batchNorm, batchNormInference } from '../ops/batch-norm.js';
import { Buffer, Parameter } from '../parameter.js';
import type { Domain } from '@jiagu/config';
import type { Pass } from '../pass.js';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** Mean and unbiased variance per channel, averaged over batches. */
class RunningStatistics extends Module {
  readonly running_mean: Buffer;
  readonly running_var: Buffer;

  constructor(channels: number) {
    super();
    this.running_mean = new Buffer(tf.zeros([channels]));
    this.running_var = new Buffer(tf.ones([channels]));
  }
}

/**
 * Batch normalisation over N, H, W (Ioffe 2015) with PyTorch's conventions: eps 1e-5, running statistics with
 * momentum 0.1 and the unbiased variance.
 *
 * Either both domains share the running statistics, as in PyTorch, or each has its own (Li 2017, AdaBN): the source's
 * under PyTorch's names, the target's under `target.running_mean` and `target.running_var`.
 */
export class BatchNorm2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly running_mean: Buffer;
  readonly running_var: Buffer;
  readonly target: RunningStatistics | null;

  /** @param perDomain whether each domain has its own running statistics */
  constructor(channels: number, perDomain: boolean) {
    super();
    this.weight = new Parameter(tf.ones([channels]));
    this.bias = new Parameter(tf.zeros([channels]));
    this.running_mean = new Buffer(tf.zeros([channels]));
    this.running_var = new Buffer(tf.ones([channels]));
    this.target = perDomain ? new RunningStatistics(channels) : null;
  }

  /** @param x [N, H, W, channels] */
  forward(x: tf.Tensor4D, pass: Pass): tf.Tensor4D {
    // Shared statistics are updated in every pass, as in PyTorch; separate ones only by images of their own domain.
    const updated = pass.domain || !this.target || !pass.training;
    const kept = updated ? this.statistics(pass.domain ?? 'source') : null;
    return normalise(x, this.weight.value as tf.Tensor1D, this.bias.value as tf.Tensor1D, pass, kept);
  }

  private statistics(domain: Domain): Statistics {
    return domain === 'target' && this.target ? this.target : this;
  }
}

interface Statistics {
  readonly running_mean: Buffer;
  readonly running_var: Buffer;
}

/**
 * Batch normalisation of x [N, H, W, C] in one pass.
 * @param kept running statistics to use (evaluation) or update (training); null: use those of the batch, update none
 */
export function normalise(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  pass: Pass,
  kept: Statistics | null,
): tf.Tensor4D {
  if (!kept) {
    const { y, mean, variance } = batchNorm(x, scale, offset, EPSILON);
    tf.dispose([mean, variance]);
    return y;
  }
  const [runningMean, runningVariance] = [
    kept.running_mean.value as tf.Tensor1D,
    kept.running_var.value as tf.Tensor1D,
  ];
  if (!pass.training) return batchNormInference(x, scale, offset, runningMean, runningVariance, EPSILON);
  const { y, mean, variance } = batchNorm(x, scale, offset, EPSILON, {
    mean: runningMean,
    variance: runningVariance,
    momentum: pass.momentum ?? MOMENTUM,
  });
  // Detached: no gradient flows through the statistics of one pass into the next.
  kept.running_mean.assign(detach(mean));
  kept.running_var.assign(detach(variance));
  tf.dispose([mean, variance]);
  return y;
}
