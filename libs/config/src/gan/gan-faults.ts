import type { KeyPath } from '../located.js';
import type { GanConfig } from './gan-schema.js';

/** A key of a GAN whose value does not fit that of another key. */
export interface GanFault {
  /** below `method` */
  readonly path: KeyPath;
  /** what is expected and why, phrased to follow "expected" */
  readonly message: string;
}

/**
 * Every pair of settings of a GAN that does not fit together; empty where all do.
 * @param imageSize side of the images
 */
export function ganFaults(method: GanConfig, imageSize: number): GanFault[] {
  return [
    ...bodyFaults(method),
    ...penaltyFaults(method),
    ...conditionFaults(method),
    ...growthFaults(method, imageSize),
  ];
}

function bodyFaults({ critic, loss, augmentation, sameImages, criticSteps }: GanConfig): GanFault[] {
  const faults: GanFault[] = [];
  if (sameImages && criticSteps > 1)
    faults.push({
      path: ['sameImages'],
      message: `false, since method.criticSteps is ${criticSteps}: every update of the critic is on images of its own`,
    });
  if (loss.name === 'energy' && critic.body !== 'autoencoder')
    faults.push({
      path: ['critic', 'body'],
      message: 'autoencoder, since method.loss.name is energy, which is the error of one',
    });
  if (loss.name !== 'energy' && critic.body === 'autoencoder')
    faults.push({
      path: ['loss', 'name'],
      message: 'energy, since method.critic.body is autoencoder, which answers with energies',
    });
  if (augmentation?.adaptive && !['minimax', 'non-saturating', 'hinge'].includes(loss.name))
    faults.push({
      path: ['loss', 'name'],
      message:
        'one of minimax, non-saturating, hinge, since method.augmentation.adaptive looks at the sign of the scores, which has a meaning there',
    });
  return faults;
}

function penaltyFaults({ critic, penalties, optimizers }: GanConfig): GanFault[] {
  const faults: GanFault[] = [];
  const penalised = (['gradient', 'r1', 'r2'] as const).find((name) => penalties[name]);
  if (penalised && 'norm' in critic && critic.norm === 'batch')
    faults.push({
      path: ['critic', 'norm'],
      message: `none or spectral, since method.penalties.${penalised} is set: batch norm lets an image change the score of another, and the gradient with it`,
    });
  if (penalised && 'minibatch' in critic && critic.minibatch === 'discrimination')
    faults.push({
      path: ['critic', 'minibatch'],
      message: `none or stddev, since method.penalties.${penalised} is set: minibatch discrimination compares every image with every other, so that one changes the score of another, and the gradient with it`,
    });
  if (penalties.pullingAway !== undefined && critic.body !== 'autoencoder')
    faults.push({
      path: ['penalties', 'pullingAway'],
      message: `nothing, since method.critic.body is ${critic.body}: only an autoencoder has a code to keep apart`,
    });
  if (penalties.every > 1 && !penalties.r1 && !penalties.r2)
    faults.push({
      path: ['penalties', 'every'],
      message: '1, since neither method.penalties.r1 nor r2 is set: it says how often these are applied',
    });
  if (penalties.every > 1 && optimizers.critic.type !== 'adam')
    faults.push({
      path: ['penalties', 'every'],
      message: `1, since method.optimizers.critic.type is ${optimizers.critic.type}: the correction for more is Adam's`,
    });
  return faults;
}

function conditionFaults(method: GanConfig): GanFault[] {
  const { generator, critic, pool } = method;
  const faults: GanFault[] = [];
  if (generator.condition === 'none' && critic.condition !== 'none')
    faults.push({
      path: ['generator', 'condition'],
      message: `a condition, since method.critic.condition is ${critic.condition}: the critic would judge classes that were never asked for`,
    });
  if (generator.condition !== 'none' && critic.condition === 'none')
    faults.push({
      path: ['critic', 'condition'],
      message: `a condition, since method.generator.condition is ${generator.condition}: nothing would make the generator heed the class`,
    });
  if (pool !== undefined && critic.condition !== 'none')
    faults.push({
      path: ['pool'],
      message: `nothing, since method.critic.condition is ${critic.condition}: the pool keeps images without their classes`,
    });
  const transition = 'transition' in method ? method.transition : undefined;
  const separate = 'transition' in critic && critic.transition;
  if (transition && !(separate && critic.condition === 'projection'))
    faults.push({
      path: ['critic', 'transition'],
      message:
        'true, with method.critic.condition projection, since method.transition is set: there must be a conditional answer of its own',
    });
  return faults;
}

function growthFaults({ generator, critic, growth, pool }: GanConfig, imageSize: number): GanFault[] {
  const faults: GanFault[] = [];
  if (growth && growth.from > imageSize)
    faults.push({
      path: ['growth', 'from'],
      message: `at most data.imageSize, ${imageSize}`,
    });
  for (const [player, { body }] of Object.entries({ generator, critic }))
    if (growth && body !== 'style')
      faults.push({
        path: [player, 'body'],
        message: 'style, since method.growth is set: no other body grows',
      });
  for (const [player, settings] of Object.entries({ generator, critic }))
    if (growth && 'growing' in settings && !settings.growing)
      faults.push({
        path: [player, 'growing'],
        message: 'true, since method.growth is set',
      });
  if (growth && pool !== undefined)
    faults.push({
      path: ['pool'],
      message: "nothing, since method.growth is set: images of one size can't be kept for the next",
    });
  return faults;
}
