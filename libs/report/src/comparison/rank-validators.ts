import type { ComparedRun } from './compared-run.js';
import { figureOf, rankCorrelation, type Figure } from './statistics.js';
import { ORACLE, SOURCE_ACCURACY } from '@jiagu/config';
import { chosen, validatorFigure } from './validator-choice.js';

/** How well a validator would have chosen. */
export interface ValidatorRank {
  readonly name: string;
  /** rank correlation with target accuracy over all evaluations of all runs; undefined where it does not vary */
  readonly overall: number | undefined;
  /** the same within each run, over the runs */
  readonly within: Figure | undefined;
  /** target accuracy of the evaluation that it chooses in each run */
  readonly target: Figure | undefined;
  /** how far below the oracle's choice that is */
  readonly gap: Figure | undefined;
}

/** Every validator that was computed, best rank correlation first, and finally the choice of the last evaluation. */
export function rankValidators(runs: readonly ComparedRun[]): ValidatorRank[] {
  const evaluations = runs.flatMap((run) => run.evaluations);
  const names = [
    SOURCE_ACCURACY,
    ...new Set(evaluations.flatMap(({ validators }) => Object.keys(validators))),
  ];
  const choices = (choose: (run: ComparedRun) => number | undefined) => {
    const pairs = runs.flatMap((run) => {
      const [target, oracle] = [choose(run), chosen(ORACLE, run.evaluations)?.target];
      return target === undefined || oracle === undefined ? [] : [{ target, gap: oracle - target }];
    });
    return {
      target: figureOf(pairs.map(({ target }) => target)),
      gap: figureOf(pairs.map(({ gap }) => gap)),
    };
  };
  const ranked = names.map((name) => {
    const correlate = (some: ComparedRun['evaluations']) => {
      const pairs = some.flatMap((evaluation) => {
        const [figure, { target }] = [validatorFigure(name, evaluation), evaluation];
        return figure === undefined || target === undefined ? [] : [{ figure, target }];
      });
      return rankCorrelation(
        pairs.map(({ figure }) => figure),
        pairs.map(({ target }) => target),
      );
    };
    const within = runs.map((run) => correlate(run.evaluations)).filter((rank) => rank !== undefined);
    return {
      name,
      overall: correlate(evaluations),
      within: figureOf(within),
      ...choices((run) => chosen(name, run.evaluations)?.target),
    };
  });
  ranked.sort((a, b) => (b.overall ?? -2) - (a.overall ?? -2));
  const last = { overall: undefined, within: undefined, ...choices((run) => run.evaluations.at(-1)?.target) };
  return [...ranked, { name: 'last step', ...last }];
}
