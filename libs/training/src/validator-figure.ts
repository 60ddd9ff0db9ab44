import type { ValidatorName } from '@jiagu/config';
import type { Evaluations } from './hook.js';

/**
 * What a validator says of an evaluation; the higher, the better.
 * @throws Error when it was not computed
 */
export function validatorFigure(name: ValidatorName, { source, target, validators }: Evaluations): number {
  if (name === 'source-accuracy') return source.accuracy;
  if (name === 'oracle') return target.accuracy;
  if (!validators)
    throw new Error(
      `the validator ${name} needs unlabelled target images: set training.evaluate.validationImages above 0`,
    );
  return validators[name];
}
