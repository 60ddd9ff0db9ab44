import { integer, percent } from '../format.js';
import { html } from '../html.js';
import { accuracyPlot } from '../plots/accuracy-plot.js';
import { drawsImages } from '../run-kind.js';
import { filmstrip } from './filmstrip.js';
import { phaseList } from './phase-list.js';
import { dataTable, plotFigure, section } from './section.js';
import { choiceMarks, validatorChoices } from './validators.js';

/** Accuracy of both domains over the steps, the phases, and pictures from the course of the run. */
export const progress = section({
  id: 'progress',
  title: 'How it learned',
  needs: (run) =>
    !drawsImages(run) && (run.samples.length > 0 || run.log.evaluations.length > 0) ? run.log : undefined,
  render: async (log, run) => {
    const plot = await accuracyPlot(log, choiceMarks(run));
    const film = await filmstrip(
      run,
      'Reconstructions and translations of the same test images in the course of the run. Strokes should appear early and stay; a picture that turns grey or loses its glyph means that the decoder collapses.',
    );
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
    return {
      plots: plot ? [plot] : [],
      body: html`${plot && plotFigure(plot, phaseList(log), table)}${validatorChoices(run)}${film}`,
    };
  },
});
