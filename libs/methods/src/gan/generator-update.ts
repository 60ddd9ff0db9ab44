import { adversarialLoss, crossEntropy, pullingAway } from '@jiagu/losses';
import { detach, GradientTape, noGrad } from '@jiagu/nn';
import type * as tf from '@tensorflow/tfjs-core';
import { weighted, type Terms } from '../update.js';
import {
  auxiliaryWeight,
  conditionalWeight,
  unrelated,
  type GanContext,
  type Shown,
  type TrainingPass,
} from './context.js';
import { gradientNorm } from './critic-figures.js';
import { updateCritic } from './critic-update.js';
import { normalNoise } from '../noise.js';
import { rememberCritic } from './unrolled-critic.js';

/** Draws images [count, H, W, channels] with the generator in a training pass, from new noise. */
export function generate(
  { players: { generator }, random }: GanContext,
  count: number,
  labels: tf.Tensor1D | null,
  pass: TrainingPass,
): tf.Tensor4D {
  const noise = normalNoise([count, generator.latent], random.stream('gan.latent')) as tf.Tensor2D;
  return generator.forward(noise, labels, pass);
}

/** Generated images, and the tape that remembers how they were made. */
export interface Drawn extends Shown {
  readonly tape: GradientTape;
}

/**
 * New images, recorded for one update of the generator.
 * @param labels [N], the classes to draw
 */
export function draw(
  context: GanContext,
  count: number,
  labels: tf.Tensor1D | null,
  pass: TrainingPass,
): Drawn {
  const tape = new GradientTape();
  return { images: tape.record(() => generate(context, count, labels, pass)), labels, tape };
}

/**
 * One update of the generator, against the critic as it is or, unrolled, as it would be some updates later.
 * @param real images that the critic saw last; only a relativistic loss and an unrolled critic use them
 * @param drawn images of the generator as it is; the update frees their tape
 * @returns losses and figures by name
 */
export function updateGenerator(
  context: GanContext,
  real: Shown,
  { images, labels, tape }: Drawn,
  pass: TrainingPass,
): Record<string, tf.Scalar> {
  const { method, optimizers, rates } = context;
  const restore = method.unroll ? rememberCritic(context) : null;
  for (let ahead = 0; ahead < (method.unroll?.steps ?? 0); ahead++)
    updateCritic(context, { real, fake: { images: detach(images), labels } }, pass);
  const { total, ...terms } = tape.record(() => weighted(wishes(context, real, { images, labels }, pass)));
  const gradients = tape.gradient(total, optimizers.generator.values, unrelated(context));
  const norm = gradientNorm(gradients);
  optimizers.generator.apply(gradients, () => rates().generator);
  restore?.();
  return { ...terms, 'gradient norm, generator': norm };
}

/** The generator's losses. */
function wishes(context: GanContext, real: Shown, { images, labels }: Shown, pass: TrainingPass): Terms {
  const { method, players, perturbation, step } = context;
  const judge = (shown: tf.Tensor4D, of: tf.Tensor1D | null) =>
    players.critic.judge(perturbation.apply(shown, step), of, pass);
  const fake = judge(images, labels);
  // No other loss of a generator looks at real images.
  const reference =
    method.loss.name === 'relativistic' ? noGrad(() => judge(real.images, real.labels)) : fake;
  const loss = adversarialLoss(method.loss);
  const terms: Terms = { generator: [1, loss.generator(fake.scores, reference.scores)] };
  if (fake.conditional && reference.conditional)
    terms['generator, conditional'] = [
      conditionalWeight(context),
      loss.generator(fake.conditional, reference.conditional),
    ];
  if (fake.classes && labels)
    terms['class, generator'] = [auxiliaryWeight(context), crossEntropy(fake.classes, labels)];
  const { pullingAway: apart } = method.penalties;
  if (apart !== undefined && fake.code) terms['pulling away'] = [apart, pullingAway(fake.code)];
  return terms;
}
