import { DOMAINS, ORACLE, type Domain } from '@jiagu/config';
import _ from 'lodash';
import { chosen } from '../comparison/validator-choice.js';
import { integer, percent, interval } from '../format.js';
import { html, type Html } from '../html.js';
import type { Run } from '../run-folder.js';
import type { Result } from './result.js';

const kinds = {
  source: { name: 'Source', what: 'handprinted, labelled' },
  target: { name: 'Target', what: 'scanned, unlabelled in training' },
};

/** The accuracies on the test parts. */
export function recognitionResult(run: Run): Result {
  const { evaluation, config } = run;
  const classes = config.data?.classes ?? evaluation?.classNames.length;
  const measured = domainsMeasured(run);
  return {
    scores: measured.map((domain) => score(run, domain)),
    facts: [
      ['classes', classes && `${integer(classes)} (chance ${percent(1 / classes)})`],
      ['oracle gap', oracleGap(run)],
    ],
    note:
      measured.includes('target') &&
      html`<p class="note">
        Labels of the target are used for reporting only: no step of the training sees them.
        ${
          config.training?.checkpoint?.best === ORACLE &&
          html`<strong
            >The checkpoint “best” of this run was chosen by them, so its accuracy is an upper bound
            (“oracle”).</strong
          >`
        }
        The oracle gap is how far the reported checkpoint is below the best evaluation of the run, which can
        only be found by those labels.
      </p>`,
  };
}

/** The domains that the page shows a score of, the target first; both where nothing is known. */
function domainsMeasured({ evaluation, log }: Run): Domain[] {
  const measured = DOMAINS.filter((domain) => evaluation?.[domain] ?? log.accuracy[domain].last());
  return (measured.length > 0 ? measured : [...DOMAINS]).reverse();
}

/** How far the reported accuracy is below the highest of this run. */
function oracleGap({ evaluation, log }: Run): string | undefined {
  const best = chosen(ORACLE, log.evaluations);
  const accuracy = evaluation?.target?.accuracy ?? log.evaluations.at(-1)?.target;
  if (best?.target === undefined || accuracy === undefined) return undefined;
  const gap = Math.max(0, best.target - accuracy);
  return `${(100 * gap).toFixed(1)} points (best ${percent(best.target)} at step ${integer(best.step)})`;
}

function score(run: Run, domain: Domain): Html {
  const { name, what } = kinds[domain];
  const evaluation = run.evaluation?.[domain];
  const accuracy = evaluation?.accuracy ?? run.log.accuracy[domain].last()?.value;
  const head = html`<h2>${name} test accuracy</h2>
    <p class="what">${what}</p>`;
  if (accuracy === undefined)
    return html`<div class="score ${domain}">
      ${head}
      <p class="figure">–</p>
      <p>not measured in this run</p>
    </div>`;
  const total = _.sumBy(evaluation?.perClass, 'total');
  const correct = _.sumBy(evaluation?.perClass, 'correct');
  const ends = interval(correct, total);
  const measured = total
    ? html`${integer(correct)} of ${integer(total)} images; 95 % interval
      ${ends.map((end) => percent(end)).join(' to ')}`
    : html`as last measured during the training, at step
      ${integer(run.log.accuracy[domain].last()?.step ?? 0)}`;
  const filled = Math.max(0, Math.min(1, accuracy)) * 100;
  return html`<div class="score ${domain}">
    ${head}
    <p class="figure">${percent(accuracy)}</p>
    <div class="gauge" aria-hidden="true"><span style="width:${filled.toFixed(2)}%"></span></div>
    <p>${measured}</p>
  </div>`;
}
