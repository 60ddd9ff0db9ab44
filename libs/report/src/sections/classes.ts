import { meanBy } from 'lodash-es';
import { integer, percent } from '../format.js';
import { html } from '../html.js';
import { classAccuracyPlot } from '../plots/class-accuracy-plot.js';
import { shades } from '../plots/palette.js';
import { className, type Run } from '../run-folder.js';
import { dataTable, plotFigure, type Section } from './section.js';

/** How well each class is recognised, hardest first. */
export async function classes(run: Run): Promise<Section | undefined> {
  const { evaluation } = run;
  if (!evaluation) return undefined;
  const source = new Map(evaluation.source.perClass.map((row) => [row.class, row]));
  const rows = evaluation.target.perClass
    .filter(({ total }) => total > 0)
    .map(({ class: index, correct, total }) => {
      const drawn = source.get(index);
      return {
        name: className(run, index),
        target: correct / total,
        source: drawn && drawn.total > 0 ? drawn.correct / drawn.total : undefined,
        ofTarget: `${integer(correct)} of ${integer(total)}`,
        ofSource: drawn ? `${integer(drawn.correct)} of ${integer(drawn.total)}` : '–',
      };
    })
    .sort((a, b) => a.target - b.target);
  if (rows.length === 0) return undefined;
  const plot = await classAccuracyPlot(rows);
  const [median, perfect] = [
    rows[Math.floor(rows.length / 2)],
    rows.filter(({ target }) => target === 1).length,
  ];
  const mean = meanBy(rows, 'target');
  const table = dataTable(
    'Accuracy of each class, hardest first',
    ['class', 'target', 'target images', 'source', 'source images'],
    rows.map(({ name, target, ofTarget, source, ofSource }) => [
      name,
      percent(target),
      ofTarget,
      source === undefined ? '–' : percent(source),
      ofSource,
    ]),
  );
  const legend = html`<span class="shades" aria-hidden="true"
    >0 % ${shades.map((shade) => html`<i style="background:${shade}"></i>`)} 100 %</span
  >`;
  return {
    id: 'classes',
    title: 'Class by class',
    plots: [plot],
    body: html`<p>
        Target accuracy of the ${integer(rows.length)} classes, hardest first: ${percent(mean)} on average,
        median ${percent(median?.target ?? 0)}, ${integer(perfect)} without any mistake.
      </p>
      ${plotFigure(plot, html`${legend} ${rows.length <= 48 && html`The thin mark in each row is the accuracy on the source.`}`, table)}`,
  };
}
