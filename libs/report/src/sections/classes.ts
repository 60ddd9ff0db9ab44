import _ from 'lodash';
import { csvField } from '../csv.js';
import { integer, percent } from '../format.js';
import { html } from '../html.js';
import { classAccuracyPlot } from '../plots/class-accuracy-plot.js';
import { shades } from '../plots/palette.js';
import { className } from '../run-folder.js';
import { dataTable, plotFigure, section } from './section.js';

/** The most classes on the page, the hardest ones; all are in the file. */
const SHOWN = 500;

const FILE = 'class-accuracy.csv';

/** Accuracy of each class, hardest first. */
export const classes = section({
  id: 'classes',
  title: 'Class by class',
  needs: ({ evaluation }) => evaluation?.target,
  render: async ({ perClass }, run) => {
    const source = new Map((run.evaluation?.source?.perClass ?? []).map((row) => [row.class, row]));
    const rows = perClass
      .filter(({ total }) => total > 0)
      .map(({ class: index, correct, total }) => {
        const drawn = source.get(index);
        return {
          name: className(run, index),
          counts: [correct, total, drawn?.correct, drawn?.total],
          target: correct / total,
          source: drawn && drawn.total > 0 ? drawn.correct / drawn.total : undefined,
          ofTarget: `${integer(correct)} of ${integer(total)}`,
          ofSource: drawn ? `${integer(drawn.correct)} of ${integer(drawn.total)}` : '–',
        };
      })
      .sort((a, b) => a.target - b.target);
    if (rows.length === 0) return undefined;
    const shown = rows.slice(0, SHOWN);
    const plot = await classAccuracyPlot(shown);
    const [median, perfect] = [
      rows[Math.floor(rows.length / 2)],
      rows.filter(({ target }) => target === 1).length,
    ];
    const mean = _.meanBy(rows, 'target');
    const table = dataTable(
      'Accuracy of each class, hardest first',
      ['class', 'target', 'target images', 'source', 'source images'],
      shown.map(({ name, target, ofTarget, source, ofSource }) => [
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
      plots: [plot],
      files: { [FILE]: csvOf(rows) },
      body: html`<p>
          Target accuracy of the ${integer(rows.length)} classes, hardest first: ${percent(mean)} on average,
          median ${percent(median?.target ?? 0)}, ${integer(perfect)} without any mistake.
          ${
            rows.length > shown.length &&
            `Shown are the ${integer(shown.length)} hardest; all are in plots/${FILE} beside this page.`
          }
        </p>
        ${plotFigure(plot, html`${legend} ${shown.length <= 48 && html`The thin mark in each row is the accuracy on the source.`}`, table)}`,
    };
  },
});

/** Every class with its counts, a line each. */
function csvOf(rows: readonly { name: string; counts: readonly (number | undefined)[] }[]): string {
  const lines = rows.map(({ name, counts }) =>
    [csvField(name), ...counts.map((count) => String(count ?? ''))].join(','),
  );
  return `${['class,target_correct,target_images,source_correct,source_images', ...lines].join('\n')}\n`;
}
