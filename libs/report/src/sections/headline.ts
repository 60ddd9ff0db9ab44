import { DOMAINS, ORACLE, type Domain } from '@jiagu/config';
import _ from 'lodash';
import { chosen } from '../comparison/validator-choice.js';
import { duration, integer, percent, interval } from '../format.js';
import { html, type Html } from '../html.js';
import type { Run } from '../run-folder.js';

const kinds = {
  source: { name: 'Source', what: 'handprinted, labelled' },
  target: { name: 'Target', what: 'scanned, unlabelled in training' },
};

/** The two accuracies, and in how much time and of how many steps. */
export function headline(run: Run): Html {
  const { log, evaluation, config } = run;
  const planned = config.training?.steps;
  const steps = evaluation?.step ?? log.lastStep;
  const classes = config.data?.classes ?? evaluation?.classNames.length;
  const measured = domainsMeasured(run);
  const facts = [
    ['method', config.method?.name],
    ['steps', planned && planned !== steps ? `${integer(steps)} of ${integer(planned)}` : integer(steps)],
    ['time', log.seconds > 0 ? duration(log.seconds) : undefined],
    ['classes', classes && `${integer(classes)} (chance ${percent(1 / classes)})`],
    ['checkpoint', evaluation?.chosenBy ? `best by ${evaluation.chosenBy}` : evaluation?.checkpoint],
    ['oracle gap', oracleGap(run)],
    ['seed', run.environment?.seed],
  ] as const;
  return html`<section class="headline" aria-label="Result">
    <div class="scores">${measured.map((domain) => score(run, domain))}</div>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          value !== undefined &&
          value !== '' &&
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${
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
        The oracle gap is how far the checkpoint that counts stays below the best evaluation of the run, which
        only those labels know.
      </p>`
    }
    ${problems(run)}
  </section>`;
}

/** The domains that the page shows a score of, the one that matters first; both where nothing is known. */
function domainsMeasured({ evaluation, log }: Run): Domain[] {
  const measured = DOMAINS.filter((domain) => evaluation?.[domain] ?? log.accuracy[domain].last());
  return (measured.length > 0 ? measured : [...DOMAINS]).reverse();
}

/** How far the accuracy that counts is below the highest that target labels would have found in this run. */
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

function problems({ finished, problems, log }: Run): Html {
  return html`${
    !finished &&
    html`<p class="warning" role="note">
      <strong>This run has not finished.</strong> The report shows what there is up to step
      ${integer(log.lastStep)}.
    </p>`
  }
  ${
    problems.length > 0 &&
    html`<ul class="warning">
      ${problems.map((problem) => html`<li>${problem}</li>`)}
    </ul>`
  }`;
}
