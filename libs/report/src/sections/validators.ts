import { ORACLE, SOURCE_ACCURACY } from '@jiagu/config';
import { chosen, validatorFigure } from '../comparison/validator-choice.js';
import { integer, percent } from '../format.js';
import { html, type Html } from '../html.js';
import type { LoggedEvaluation } from '../metrics-log.js';
import type { AccuracyMark } from '../plots/accuracy-plot.js';
import type { Run } from '../run-folder.js';
import { dataTable } from './section.js';

/** The reported evaluation, and the one that target labels would choose, to highlight in the plot of accuracies. */
export function choiceMarks({ log, evaluation }: Run): AccuracyMark[] {
  const best = chosen(ORACLE, log.evaluations);
  const counts = log.evaluations.find(({ step }) => step === evaluation?.step);
  if (best?.target === undefined || counts?.target === undefined) return [];
  if (best.target <= counts.target)
    return [{ step: counts.step, accuracy: counts.target, name: 'reported = oracle' }];
  return [
    { step: counts.step, accuracy: counts.target, name: 'reported' },
    { step: best.step, accuracy: best.target, name: 'oracle' },
  ];
}

/** Which evaluation each validator would have chosen, and how far below the oracle's choice that is. */
export function validatorChoices({ log: { evaluations }, evaluation }: Run): Html | undefined {
  const names = [
    SOURCE_ACCURACY,
    ...new Set(evaluations.flatMap(({ validators }) => Object.keys(validators))),
  ];
  const best = chosen(ORACLE, evaluations);
  if (best?.target === undefined || evaluations.length < 2 || names.length === 1) return undefined;
  const highest = best.target;
  const accuracy = ({ target }: LoggedEvaluation): number => target ?? NaN;
  const known = names.filter((name) => evaluations.some((one) => validatorFigure(name, one) !== undefined));
  const choices = [...known, ORACLE].map((name) => ({ name, choice: chosen(name, evaluations) ?? best }));
  const last = evaluations.at(-1) ?? best;
  const table = dataTable(
    'What each validator would have chosen of these evaluations',
    ['validator', 'step', 'target accuracy', 'below the oracle'],
    [...choices, { name: 'last step', choice: last }]
      .sort((a, b) => accuracy(b.choice) - accuracy(a.choice))
      .map(({ name, choice }) => [
        name === ORACLE
          ? html`oracle <span class="quiet">(looks at target labels)</span>`
          : name === evaluation?.chosenBy
            ? html`<b>${name}</b> <span class="quiet">(chose)</span>`
            : name,
        integer(choice.step),
        percent(accuracy(choice)),
        `${(100 * (highest - accuracy(choice))).toFixed(1)}\u00a0points`,
      ]),
  );
  return html`<h3>Choosing the checkpoint</h3>
    <p>
      A validator sees labels of the source and images of the target, never its labels. The oracle sees them:
      it is an upper bound, not a choice that could be made in practice.
    </p>
    ${table}`;
}
