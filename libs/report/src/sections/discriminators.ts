import _ from 'lodash';
import type { Curve } from '../curve.js';
import { integer, percent } from '../format.js';
import { html } from '../html.js';
import { discriminatorPlot } from '../plots/discriminator-plot.js';
import { dataTable, plotFigure, section } from './section.js';

/** By the name in the log, what a discriminator judges. */
const judges: Record<string, string> = {
  acc_dis_f: 'features',
  acc_adv: 'features',
  acc_dis_s2t: 'drawn as target (s2t)',
  acc_dis_t2s: 'drawn as source (t2s)',
};

/** The accuracy of each discriminator, and what it indicates: balance or collapse. */
export const discriminators = section({
  id: 'discriminators',
  title: 'Discriminators',
  needs: ({ log }) => {
    const logged = [...log.losses].filter(([name, curve]) => name.startsWith('acc_') && curve.length > 0);
    return logged.length > 0 ? logged : undefined;
  },
  render: async (logged, { log }) => {
    const curves = logged.map(([name, curve]) => ({
      key: name,
      name: judges[name] ?? name.slice(4),
      curve: curve.averaged(),
    }));
    const plot = await discriminatorPlot(curves, log.lastStep);
    const table = dataTable(
      'Told apart, averaged over a fiftieth of the run',
      ['discriminator of', 'at first', 'least', 'greatest', 'at the end'],
      curves.map(({ name, curve }) => [
        name,
        ...[curve.values[0] ?? 0, ...curve.range(), curve.last()?.value ?? 0].map((value) => percent(value)),
      ]),
    );
    return {
      plots: [plot],
      body: html`<p>
          Share that a discriminator tells apart on the images of the training step: source from target
          features, real from generated images. At 50 % it only guesses: it is fooled.
        </p>
        <ul class="verdicts">
          ${curves.map(({ key, name, curve }) => html`<li><b>${name}</b>: ${judgement(curve, key)}</li>`)}
        </ul>
        ${plotFigure(plot, `The average up to step ${integer(log.lastStep)}; single steps scatter around it.`, table)}`,
    };
  },
});

/**
 * Interprets the course of a discriminator's accuracy by its last fifth.
 * @param key its name in the log: features and images fail in different ways
 */
export function judgement(curve: Curve, key: string): string {
  const { values } = curve;
  const [, greatest] = curve.range();
  const tail = values.slice(Math.floor(0.8 * values.length));
  const end = _.mean(tail);
  const images = key !== 'acc_dis_f' && key !== 'acc_adv';
  const said = `${percent(end, 0)} at the end`;
  if (end > 0.95)
    return images
      ? `${said}, it wins: hardly any generated image passes. The decoder learns little from it; check whether its pictures have collapsed.`
      : `${said}, it wins: the domains are still apart in the features, and the layers before it get little gradient.`;
  if (greatest < 0.6)
    return `${said}, and never much above guessing: either there is nothing to tell apart, or it did not learn. Not by itself a sign that the domains are aligned.`;
  if (end < 0.6)
    return images
      ? `${said}, fooled: generated images pass as real ones.`
      : `${said}, fooled: it no longer tells the domains apart by their features.`;
  return `${said}, in balance: it still finds differences, but is often fooled.`;
}
