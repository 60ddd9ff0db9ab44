import { KID, ORACLE, SOURCE_ACCURACY } from '@jiagu/config';
import type { LoggedEvaluation } from '../metrics-log.js';

/** A validator's figure of an evaluation, as a score where more is better; undefined where it was not computed. */
export function validatorFigure(
  name: string,
  { source, target, validators, generation }: LoggedEvaluation,
): number | undefined {
  if (name === ORACLE) return target;
  if (name === KID) return generation.kid === undefined ? undefined : -generation.kid;
  return name === SOURCE_ACCURACY ? source : validators[name];
}

/** The first of the evaluations with a validator's best figure; undefined where it was never computed. */
export function chosen(name: string, evaluations: readonly LoggedEvaluation[]): LoggedEvaluation | undefined {
  let best: { evaluation: LoggedEvaluation; figure: number } | undefined;
  for (const evaluation of evaluations) {
    const figure = validatorFigure(name, evaluation);
    if (figure !== undefined && (!best || figure > best.figure)) best = { evaluation, figure };
  }
  return best?.evaluation;
}
