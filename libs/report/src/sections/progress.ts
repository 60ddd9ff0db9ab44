import { integer, percent } from '../format.js';
import { html } from '../html.js';
import { img, readPicture } from '../picture.js';
import { accuracyPlot } from '../plots/accuracy-plot.js';
import type { Run } from '../run-folder.js';
import { dataTable, plotFigure, section } from './section.js';
import { choiceMarks, validatorChoices } from './validators.js';

/** Accuracy of both domains over the steps, the phases, and what the pictures looked like on the way. */
export const progress = section({
  id: 'progress',
  title: 'How it learned',
  needs: (run) => (run.samples.length > 0 || run.log.evaluations.length > 0 ? run.log : undefined),
  render: async (log, run) => {
    const plot = await accuracyPlot(log, choiceMarks(run));
    const film = await filmstrip(run);
    if (!plot && !film) return undefined;
    const { source, target } = log.accuracy;
    const bySource = new Map(source.points().map(({ step, value }) => [step, value]));
    const shown = (target.length > 0 ? target : source).downsample(24).points();
    const table = dataTable(
      'Test accuracy by step',
      ['step', 'source', 'target'],
      shown.map(({ step, value }) => [
        integer(step),
        bySource.has(step) ? percent(bySource.get(step) ?? 0) : '–',
        target.length > 0 ? percent(value) : '–',
      ]),
    );
    const phases =
      log.phases.length > 0 &&
      html`Phases of the training:
        <ol class="phases">
          ${log.phases.map(({ step, name }) => html`<li>${name} <span class="quiet">from step ${integer(step)}</span></li>`)}
        </ol>`;
    return {
      plots: plot ? [plot] : [],
      body: html`${plot && plotFigure(plot, phases, table)}${validatorChoices(run)}${film}`,
    };
  },
});

/** At most eight of the pictures drawn during the run, the first and the last among them. */
async function filmstrip({ samples }: Run) {
  const count = Math.min(8, samples.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => samples[Math.round((i * (samples.length - 1)) / Math.max(1, count - 1))],
  );
  const frames = [];
  for (const frame of chosen) {
    if (!frame) continue;
    const picture = await readPicture(frame.path, { width: 640, height: 640, bytes: 120_000 });
    if (picture) frames.push({ step: frame.step, picture });
  }
  if (frames.length === 0) return undefined;
  return html`<h3>Pictures by step</h3>
    <p>
      Reconstructions and translations of the same test images while the run went on. Strokes should appear
      early and stay; a picture that turns grey or forgets its glyph is a decoder that collapses.
      ${samples.length > frames.length && `Shown are ${frames.length} of ${integer(samples.length)} pictures.`}
    </p>
    <ol class="film">
      ${frames.map(
        ({ step, picture }) =>
          html`<li>
            <figure>
              ${img(picture, `Sample images at step ${integer(step)}`)}
              <figcaption>step ${integer(step)}</figcaption>
            </figure>
          </li>`,
      )}
    </ol>`;
}
