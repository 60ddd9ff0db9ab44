import { noGrad } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { GanContext, Shown, TrainingPass } from './context.js';
import { rememberCritic } from './unrolled-critic.js';

/**
 * The scores that the critic's next update would start from: of perturbed images, in a training pass, since batch norm
 * judges by the batch there and by a mixture of real and generated images in evaluation. The pass is undone, its random
 * numbers included.
 */
export function criticScores(
  context: GanContext,
  { images, labels }: Shown,
  pass: TrainingPass,
): Float32Array {
  const { players, perturbation, random, step } = context;
  const streams = random.state();
  return tf.tidy(() => {
    const restore = rememberCritic(context);
    const scores = noGrad(() => players.critic.judge(perturbation.apply(images, step), labels, pass).scores);
    const values = scores.dataSync<'float32'>();
    restore();
    random.restore(streams);
    return values;
  });
}
