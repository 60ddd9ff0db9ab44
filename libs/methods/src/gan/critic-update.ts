import { gradientPenalty, zeroCentredPenalty, type Judgement } from '@jiagu/critic';
import { adversarialLoss, crossEntropy } from '@jiagu/losses';
import { GradientTape, hostScalar } from '@jiagu/nn';
import * as tf from '@tensorflow/tfjs-core';
import { weighted, type Terms } from '../update.js';
import {
  auxiliaryWeight,
  conditionalWeight,
  unrelated,
  type GanContext,
  type Shown,
  type TrainingPass,
} from './context.js';
import { criticFigures, gradientNorm } from './critic-figures.js';
import { uniformNoise } from '../noise.js';

/** Figures and scores of an update, from before it changed the critic. */
export interface CriticUpdate {
  /** Losses and figures by name. */
  readonly figures: Record<string, tf.Scalar>;
  /** Scores of the real images. */
  readonly real: tf.Tensor;
}

/** Real and generated images, or the critic's answers to them. */
interface Both<T> {
  readonly real: T;
  readonly fake: T;
}

/**
 * One update of the critic. Real and generated images are judged in separate passes, so that batch statistics never mix
 * the two.
 * @param shown real images without perturbation, and generated ones detached from their generator
 */
export function updateCritic(context: GanContext, shown: Both<Shown>, pass: TrainingPass): CriticUpdate {
  const { method, optimizers } = context;
  const seen = { real: perturbed(context, shown.real), fake: perturbed(context, shown.fake) };
  const tape = new GradientTape();
  const { losses, real, fake } = tape.record(() => {
    const judged = { real: judge(context, seen.real, pass), fake: judge(context, seen.fake, pass) };
    const losses = weighted({
      ...answers(context, judged, seen),
      ...(method.penalties.gradient && slope(context, judged, seen, pass)),
      ...(method.penalties.every === 1 && zeroCentred(context, (images) => judged[images])),
    });
    return { losses, real: judged.real.scores, fake: judged.fake.scores };
  });
  const { total, ...terms } = losses;
  const gradients = tape.gradient(total, optimizers.critic.values, unrelated(context));
  const norm = gradientNorm(gradients);
  apply(context, gradients);
  return {
    figures: { ...terms, ...criticFigures(method.loss.name, real, fake), 'gradient norm, critic': norm },
    real,
  };
}

/**
 * An update with R1 and R2 alone, scaled up for the updates without them (lazy regularisation, Karras 2020).
 * @returns the penalties by name
 */
export function penaliseCritic(
  context: GanContext,
  shown: Both<Shown>,
  pass: TrainingPass,
): Record<string, tf.Scalar> {
  const { method, optimizers } = context;
  const tape = new GradientTape();
  const { total, ...penalties } = tape.record(() => {
    const found = weighted(
      zeroCentred(context, (images) => judge(context, perturbed(context, shown[images]), pass)),
    );
    return { ...found, total: tf.mul<tf.Scalar>(found.total, method.penalties.every) };
  });
  // A bias has no part in a gradient with respect to the images.
  apply(context, tape.gradient(total, optimizers.critic.values, 'zero'));
  return penalties;
}

const perturbed = ({ perturbation, step }: GanContext, { images, labels }: Shown): Shown => ({
  images: perturbation.apply(images, step),
  labels,
});

const judge = ({ players }: GanContext, { images, labels }: Shown, pass: TrainingPass): Judgement =>
  players.critic.judge(images, labels, pass);

/** The losses of the critic's answers: real or generated, and which class. */
function answers(context: GanContext, { real, fake }: Both<Judgement>, shown: Both<Shown>): Terms {
  const loss = adversarialLoss(context.method.loss);
  const terms: Terms = { critic: [1, loss.critic(real.scores, fake.scores)] };
  if (real.conditional && fake.conditional)
    terms['critic, conditional'] = [
      conditionalWeight(context),
      loss.critic(real.conditional, fake.conditional),
    ];
  if (real.classes && fake.classes && shown.real.labels && shown.fake.labels) {
    const [onReal, onFake] = [
      crossEntropy(real.classes, shown.real.labels),
      crossEntropy(fake.classes, shown.fake.labels),
    ];
    terms['class, critic'] = [auxiliaryWeight(context), tf.add(onReal, onFake)];
  }
  return terms;
}

/**
 * WGAN-GP's penalty, with interpolated images judged with the real image's class, and the penalty on drifting scores.
 */
function slope(
  { method, players, random }: GanContext,
  judged: Both<Judgement>,
  { real, fake }: Both<Shown>,
  pass: TrainingPass,
): Terms {
  const { weight = 0, drift = 0 } = method.penalties.gradient ?? {};
  const critic = {
    scoreWithGradient: (images: tf.Tensor4D) => {
      const judgement = players.critic.judge(images, real.labels, pass);
      return { scores: judgement.scores, gradient: judgement.gradient() };
    },
  };
  const alpha = uniformNoise([real.images.shape[0]], random.stream('gan.penalty')) as tf.Tensor1D;
  return {
    'gradient penalty': [weight, gradientPenalty(critic, real.images, fake.images, alpha, 1)],
    ...(drift > 0 && { drift: [drift, tf.mean<tf.Scalar>(tf.square(judged.real.scores))] as const }),
  };
}

/** R1 and R2, where configured, with their weights in the current step. */
function zeroCentred(
  { method: { penalties }, cosine }: GanContext,
  judged: (images: keyof Both<Judgement>) => Judgement,
): Terms {
  const terms: Terms = {};
  for (const [name, images] of [
    ['r1', 'real'],
    ['r2', 'fake'],
  ] as const) {
    const penalty = penalties[name];
    if (!penalty) continue;
    const { gamma, end = gamma } = penalty;
    const weight = end === gamma ? gamma : hostScalar(() => end + (gamma - end) * cosine());
    terms[name] = [weight, zeroCentredPenalty(judged(images).gradient(), 1)];
  }
  return terms;
}

/** Applies the gradients, and clips the weights where WGAN's bound is set. */
function apply({ method, optimizers, rates }: GanContext, gradients: readonly tf.Tensor[]): void {
  const { critic } = optimizers;
  critic.apply(gradients, () => rates().critic);
  const { clip } = method.penalties;
  if (clip === undefined) return;
  for (const parameter of critic.parameters) parameter.assign(tf.clipByValue(parameter.value, -clip, clip));
}
