import { idleGanSettings } from './gan/idle-gan-settings.js';
import { idleGanTimes } from './gan/idle-gan-times.js';
import { idleGeneratorSettings } from './idle-generator-settings.js';
import { drawsImages } from './judgement.js';
import type { RunConfig } from './schema.js';

/** DANN's ramp: what share of its full weight a loss has after this share of the ramp. */
const rampedTo = (share: number): number => 2 / (1 + Math.exp(-10 * share)) - 1;
/** A ramp that ends below this share of its weight is hardly intended. */
const RAMPED = 0.9;

/**
 * Settings without effect, since training ends before they apply or another setting overrules them: one sentence each,
 * which names the keys. None of them is an error.
 */
export function idleSettings(config: RunConfig): string[] {
  return [
    ...idleTimes(config),
    ...idleIntervals(config),
    ...idleLosses(config),
    ...idleGeneratorSettings(config),
  ];
}

/** Phases and ramps that lie beyond the last step. */
function idleTimes({ data, method, training: { steps } }: RunConfig): string[] {
  const told: string[] = [];
  const { selfTraining } = method as { selfTraining?: { from: number } };
  const beyond = (key: string, step: number, what: string): void => {
    if (step >= steps) told.push(`${key} is ${step}, and training.steps is ${steps}: ${what}`);
  };
  if (selfTraining) beyond('method.selfTraining.from', selfTraining.from, 'self-training never begins');
  if (method.name === 'stsn') {
    const { warmup, weights, classifyTranslatedFrom } = method;
    beyond('method.warmup.encoder', warmup.encoder, 'the source alone is classified to the end');
    if (warmup.encoder < steps)
      beyond(
        'method.warmup.encoder + method.warmup.decoder',
        warmup.encoder + warmup.decoder,
        'the full iteration never begins',
      );
    beyond('method.classifyTranslatedFrom', classifyTranslatedFrom, 'translated images are never classified');
    if (weights.feature > 0 && weights.featureRamp > 0)
      told.push(...shortRamp('method.weights.featureRamp', 1 / weights.featureRamp, 'L_feat'));
  } else if ('warmup' in method) {
    beyond(
      'method.warmup',
      method.warmup,
      'the source alone is classified to the end, without any adaptation',
    );
    if ('rampSteps' in method && method.weight > 0 && method.warmup < steps)
      told.push(
        ...shortRamp('method.rampSteps', (steps - method.warmup) / method.rampSteps, 'the adversarial loss'),
      );
  }
  if (method.name === 'gan') told.push(...idleGanTimes(method, data.imageSize, steps));
  return told;
}

/** @param share of the ramp that the training reaches */
function shortRamp(key: string, share: number, loss: string): string[] {
  const end = rampedTo(share);
  if (end >= RAMPED) return [];
  return [`${key} is so long that ${loss} ends at ${Math.round(100 * end)} % of its weight`];
}

/** What happens every so many steps, and does not happen before the last one. */
function idleIntervals({ method, training }: RunConfig): string[] {
  const { steps, log, evaluate, samples, checkpoint, earlyStopping } = training;
  const never = (key: string, every: number, what: string): string[] =>
    every > steps ? [`training.${key}.every is ${every}, and training.steps is ${steps}: ${what}`] : [];
  const evaluations = Math.ceil(steps / evaluate.every);
  return [
    ...never('log', log.every, 'losses are logged after the last step only'),
    ...never('evaluate', evaluate.every, 'the only evaluation is the one after the last step'),
    ...(method.name === 'stsn' || drawsImages(method)
      ? never('samples', samples.every, 'no samples are drawn on the way')
      : []),
    ...(checkpoint.best !== 'none' && evaluations === 1
      ? [`training.checkpoint.best has only one evaluation to choose from: best is the last`]
      : []),
    // The first evaluation can only be the best so far.
    ...(earlyStopping && earlyStopping.patience + 1 >= evaluations
      ? [
          `training.earlyStopping.patience is ${earlyStopping.patience}, and there are ${evaluations} evaluations (training.evaluate.every is ${evaluate.every}): the training can't end before its last step`,
        ]
      : []),
  ];
}

/** Losses of weight 0, and settings that belong to an option which is not chosen. */
function idleLosses({ method }: RunConfig): string[] {
  const told: string[] = [];
  const selfTraining = 'selfTraining' in method ? method.selfTraining : undefined;
  if (selfTraining) {
    const { weight, mutualInformation, classConfusion, distributionAlignment } = selfTraining;
    const redrawn = 'redrawn' in selfTraining && Number(selfTraining.redrawn) > 0;
    // With drawing frozen, the stage differs from the one before whatever these weights are.
    const frozen = 'drawing' in selfTraining && selfTraining.drawing === 'frozen';
    if (weight + mutualInformation + classConfusion === 0 && !frozen)
      told.push('every loss of method.selfTraining has the weight 0: it changes nothing');
    if (distributionAlignment && weight === 0)
      told.push(
        'method.selfTraining.distributionAlignment aligns pseudo-labels, whose loss method.selfTraining.weight sets to 0',
      );
    if ('drawing' in selfTraining && selfTraining.drawing === 'training') {
      if (selfTraining.polarity !== undefined)
        told.push('method.selfTraining.polarity has an effect with method.selfTraining.drawing: frozen only');
      if (redrawn)
        told.push('method.selfTraining.redrawn has an effect with method.selfTraining.drawing: frozen only');
    }
  }
  if ('rampSteps' in method && method.weight === 0)
    told.push('method.weight is 0: nothing is adapted by the adversary');
  if (method.name === 'gan') told.push(...idleGanSettings(method));
  return told;
}
