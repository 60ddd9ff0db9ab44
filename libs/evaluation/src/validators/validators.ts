import type { SOURCE_ACCURACY, Validator } from '@jiagu/config';
import { batchNuclearNorm } from './batch-nuclear-norm.js';
import { classAmi } from './class-ami.js';
import { entropy, informationMaximisation } from './entropy.js';
import type { Predictions } from './collect-predictions.js';
import { softNeighbourhoodDensity } from './soft-neighbourhood-density.js';

/** Scores from unlabelled target images; higher should mean better networks. */
const validators = {
  entropy,
  'information-maximisation': informationMaximisation,
  snd: softNeighbourhoodDensity,
  bnm: batchNuclearNorm,
  'class-ami': classAmi,
} satisfies Record<
  Exclude<Validator, typeof SOURCE_ACCURACY>,
  (predictions: Predictions) => number | Promise<number>
>;

/** The score of each validator by its name. */
export type ValidatorScores = Record<keyof typeof validators, number>;

/** The score of every validator, without labels. */
export async function validatorScores(predictions: Predictions): Promise<ValidatorScores> {
  const scores: Record<string, number> = {};
  for (const [name, validator] of Object.entries(validators)) scores[name] = await validator(predictions);
  return scores as ValidatorScores;
}
