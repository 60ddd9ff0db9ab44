import type { Domain } from '@jiagu/config';
import type { Mistake } from '../evaluation-file.js';
import { mistakesPerPair, shownMistakes } from '../examples.js';
import { percent } from '../format.js';
import { html, type Html } from '../html.js';
import { className, type Run } from '../run-folder.js';
import { confusions } from './confusions.js';
import { section } from './section.js';
import { thumbnail } from './thumbnail.js';

/** The most confused pairs of classes, each with pictures, and the most confident mistakes. */
export const mistakes = section({
  id: 'mistakes',
  title: 'What it takes for what',
  needs: ({ evaluation }) => evaluation && (evaluation.source ?? evaluation.target) && evaluation,
  render: async (evaluation, run) => {
    const cards = (domain: Domain) =>
      shownMistakes(evaluation, domain).map((mistake) => card(run, domain, mistake));
    const [target, source] = [cards('target'), cards('source')];
    return {
      body: html`${evaluation.target && (confusions(run) ?? html`<p>No two classes were confused on the target’s test part.</p>`)}
      ${
        target.length > 0 &&
        html`<h3>Most confident mistakes on the target</h3>
          <p>
            High confidence in a wrong class is either a glyph that looks like the other one, or a label to
            check. At most ${mistakesPerPair} of each pair of classes.
          </p>
          <ul class="cards">
            ${target}
          </ul>`
      }
      ${
        source.length > 0 &&
        html`<h3>Most confident mistakes on the source</h3>
          <ul class="cards">
            ${source}
          </ul>`
      }`,
    };
  },
});

function card(run: Run, domain: Domain, { file, label, predicted, confidence }: Mistake): Html {
  const [truth, guess] = [className(run, label), className(run, predicted)];
  const example = run.examples.find((image) => image.domain === domain && image.file === file);
  return html`<li class="card">
    ${thumbnail(example, `Test image of ${truth}, taken for ${guess}`)}
    <p class="pair">
      <span class="truth">${truth}</span> <span class="as">taken for</span>
      <span class="guess">${guess}</span>
    </p>
    <p class="quiet">${percent(confidence, 0)} confident</p>
    <p class="file" title="${file}">${file.split(/[\\/]/).slice(-2).join('/')}</p>
  </li>`;
}
