import { isOfCritic } from '../critic-curves.js';
import { integer, number } from '../format.js';
import { html } from '../html.js';
import { lossPlot } from '../plots/loss-plot.js';
import type { Plot } from '../plots/plot.js';
import { ratePlot } from '../plots/rate-plot.js';
import { dataTable, plotFigure, section } from './section.js';

/** The most terms with a plot; further ones are only in the log. */
const mostTerms = 24;

/** Every term of the loss, and the learning rates. */
export const losses = section({
  id: 'losses',
  title: 'Losses and learning rates',
  needs: ({ log }) => (log.losses.size + log.rates.size > 0 ? log : undefined),
  render: async (log) => {
    // The total leads, whatever term was logged first.
    const logged = [...log.losses]
      .filter(([name, curve]) => curve.length > 0 && !name.startsWith('acc_') && !isOfCritic(name))
      .sort(([a], [b]) => Number(b === 'total') - Number(a === 'total'));
    const terms = logged.slice(0, mostTerms);
    const plots: Plot[] = [];
    for (const [i, [name, curve]] of terms.entries())
      plots.push(await lossPlot(`loss-${i + 1}-${fileName(name)}`, name, curve, log.lastStep, log.phases));
    const rates = await ratePlot(log.rates, log.lastStep);
    if (plots.length === 0 && !rates) return undefined;
    const rows = terms.map(([name, curve]) => {
      const ends = [curve.values[0] ?? NaN, ...curve.range(), curve.last()?.value ?? NaN];
      return [name, ...ends.map(number)];
    });
    const rateRows = [...log.rates].map(([name, curve]) => [
      name,
      ...curve
        .downsample(5)
        .points()
        .map(({ step, value }) => `${number(value)} (${integer(step)})`),
    ]);
    const left = logged.length - terms.length;
    return {
      plots: rates ? [...plots, rates] : plots,
      body: html`${
        plots.length > 0 &&
        html`<p>
            Faint: as logged; strong: its moving average. Dashed rules mark where a phase begins. Steps run to
            the right. ${left > 0 && `${left} more terms are in metrics.jsonl.`}
          </p>
          <div class="multiples">${plots.map((plot) => plotFigure(plot, ''))}</div>
          <details>
            <summary>The numbers of these plots</summary>
            ${dataTable('Losses', ['term', 'first', 'least', 'greatest', 'last'], rows)}
          </details>`
      }
      ${
        rates &&
        html`<h3>Learning rates</h3>
          ${plotFigure(
            rates,
            '',
            dataTable(
              'Learning rates, with their steps',
              ['optimiser', 'over the run'],
              rateRows.map(([name, ...at]) => [name, at.join(', ')]),
            ),
          )}`
      }`,
    };
  },
});

/** A loss's name as a part of a file's name. */
function fileName(name: string): string {
  return name.replace(/[^\w-]+/g, '-').slice(0, 40);
}
