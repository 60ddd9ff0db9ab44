import * as tf from '@tensorflow/tfjs-core';
import { meansOverRanks } from '@jiagu/distributed';
import { Buffer, hostScalar } from '@jiagu/nn';
import type { TrainingBatch } from './feeds.js';
import type { Method } from './method.js';

/** Among the losses of a shared step: above 0 where some rank wants to stop. */
export const STOP_WANTED = 'stop wanted';

/**
 * The steps of a method on several ranks. Optimisers take the mean of the ranks' gradients; here whatever else a step leaves
 * behind becomes a mean over the ranks: what it kept beside parameters, such as running statistics, and its losses. After
 * each step all ranks hold the same bits.
 */
export class SharedStep<Batch extends TrainingBatch = TrainingBatch> implements Pick<
  Method<Batch>,
  'modules' | 'optimizers' | 'trainStep'
> {
  /** Whether this rank wants to stop; after the next step all know. */
  stopWanted = false;
  readonly modules: Method['modules'];
  readonly optimizers: Method['optimizers'];

  constructor(private readonly method: Pick<Method<Batch>, 'modules' | 'optimizers' | 'trainStep'>) {
    this.modules = method.modules;
    this.optimizers = method.optimizers;
  }

  trainStep(batch: Batch): Record<string, tf.Scalar> {
    const state = Object.values(this.modules).flatMap((module) => [...module.namedState()]);
    const buffers = [...new Set(state.flatMap(([, kept]) => (kept instanceof Buffer ? [kept] : [])))];
    const before = buffers.map(({ value }) => value);
    const own = this.method.trainStep(batch);
    const losses = { ...own, [STOP_WANTED]: hostScalar(() => Number(this.stopWanted)) };
    const changed = buffers.filter(({ value }, i) => value !== before[i]);
    const means = meansOverRanks<tf.Tensor>([...changed.map(({ value }) => value), ...Object.values(losses)]);
    changed.forEach((kept, i) => kept.assign(means[i] as tf.Tensor));
    tf.dispose(losses);
    return Object.fromEntries(
      Object.keys(losses).map((name, i) => [name, means[changed.length + i] as tf.Scalar]),
    );
  }
}
