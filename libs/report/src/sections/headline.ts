import { duration, integer } from '../format.js';
import { html, type Html } from '../html.js';
import type { Run } from '../run-folder.js';
import { drawsImages } from '../run-kind.js';
import { generationResult } from './generation-result.js';
import { recognitionResult } from './recognition-result.js';
import type { Result } from './result.js';

/** The main figures of a run, its time and steps, and its problems. */
export function headline(run: Run): Html {
  const { log, evaluation, config } = run;
  const planned = config.training?.steps;
  const steps = evaluation?.step ?? log.lastStep;
  const { lead, scores, facts, note } = drawsImages(run) ? generationResult(run) : recognitionResult(run);
  const all: Result['facts'] = [
    ['method', config.method?.name],
    ['steps', planned && planned !== steps ? `${integer(steps)} of ${integer(planned)}` : integer(steps)],
    ['time', log.seconds > 0 ? duration(log.seconds) : undefined],
    ['processor time', log.processorSeconds === undefined ? undefined : duration(log.processorSeconds)],
    ['checkpoint', evaluation?.chosenBy ? `best by ${evaluation.chosenBy}` : evaluation?.checkpoint],
    ...facts,
    ['seed', run.environment?.seed],
  ];
  return html`<section class="headline" aria-label="Result">
    ${lead}
    <div class="scores">${scores}</div>
    <dl class="facts">
      ${all.map(
        ([name, value]) =>
          value !== undefined &&
          value !== '' &&
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${note} ${problems(run)}
  </section>`;
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
