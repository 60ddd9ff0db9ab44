import * as tf from '@tensorflow/tfjs-core';
import type { Stsn } from '@jiagu/methods';
import { noGrad } from '@jiagu/nn';
import { CompiledStep, type AdaptationBatch } from '@jiagu/training';

/** How steps are run: as ordinary code, or recorded once and replayed as a graph. */
export type Execution = 'plain' | 'compiled';

/** The results of a step; disposed by the caller. */
export type WatchedResult = {
  losses: Record<string, tf.Tensor>;
  /** tensors of the forward pass by the names that the step gives them, where the step was watched */
  forward: Record<string, tf.Tensor>;
  /** gradients of `total` by the names of the parameters */
  gradients: Record<string, tf.Tensor>;
};

/** Marks the results of a step that are not losses. */
const [inForward, inGradients] = ['forward/', 'gradients/'];

/**
 * Runs the steps of STSN as training does. Tensors inside a step are returned among its results, so that a compiled
 * step provides them as well as a plain one.
 */
export class WatchedStep {
  private readonly compiled: CompiledStep<AdaptationBatch> | null;
  private watching = false;

  constructor(
    private readonly stsn: Stsn,
    execution: Execution,
  ) {
    const { modules, optimizers } = stsn;
    const trainStep = (batch: AdaptationBatch): Record<string, tf.Scalar> => this.step(batch);
    const fail = (reason: string): never => {
      throw new Error(reason);
    };
    this.compiled =
      execution === 'compiled' ? new CompiledStep({ modules, optimizers, trainStep }, fail) : null;
  }

  /**
   * One step, counted from 0.
   * @param watch whether to return the tensors inside the step
   * @throws Error when the step can't be compiled
   */
  run(index: number, batch: AdaptationBatch, watch: boolean): WatchedResult {
    const program = this.stsn.begin(index);
    this.watching = watch;
    const results = this.compiled
      ? this.compiled.run(watch ? `${program}, watched` : program, batch)
      : tf.tidy(() => this.step(batch));
    const sorted: WatchedResult = { losses: {}, forward: {}, gradients: {} };
    for (const [name, tensor] of Object.entries(results))
      if (name.startsWith(inForward)) sorted.forward[name.slice(inForward.length)] = tensor;
      else if (name.startsWith(inGradients)) sorted.gradients[name.slice(inGradients.length)] = tensor;
      else sorted.losses[name] = tensor;
    return sorted;
  }

  /** Frees the compiled graphs. */
  dispose(): void {
    this.compiled?.dispose();
  }

  private step(batch: AdaptationBatch): Record<string, tf.Scalar> {
    if (!this.watching) return this.stsn.trainStep(batch);
    const seen: Record<string, tf.Tensor> = {};
    const keep = (name: string, tensor: tf.Tensor): void => {
      seen[name] = noGrad(() => tf.keep(tf.clone(tensor)));
    };
    this.stsn.probe = {
      forward: (tensors) => {
        for (const [name, tensor] of Object.entries(tensors)) keep(inForward + name, tensor);
        // The reference also states the scores of target images, which training does not need.
        const { pool_t } = tensors;
        if (pool_t)
          noGrad(() =>
            tf.tidy(() => keep(`${inForward}logit_t`, this.stsn.recogniser.classify(pool_t as tf.Tensor2D))),
          );
      },
      gradients: (tensors) =>
        this.followed.forEach((name, i) => {
          const gradient = tensors[i];
          if (gradient) keep(inGradients + name, gradient);
        }),
    };
    try {
      // Only the log needs a step's results to be scalars.
      return { ...this.stsn.trainStep(batch), ...(seen as Record<string, tf.Scalar>) };
    } finally {
      this.stsn.probe = undefined;
    }
  }

  /** Names of the parameters whose gradients a step asks for, in its order. */
  private get followed(): string[] {
    const { modules, optimizers } = this.stsn;
    const names = new Map(
      Object.entries(modules).flatMap(([prefix, module]) =>
        [...module.namedParameters(`${prefix}.`)].map(([name, parameter]) => [parameter, name] as const),
      ),
    );
    return ['encoder', 'classifier', 'reconstruction'].flatMap((optimizer) =>
      (optimizers[optimizer]?.parameters ?? []).map((parameter) => names.get(parameter) ?? ''),
    );
  }
}
