import { integer, number } from '../format.js';
import { html } from '../html.js';
import { readEmbedding } from '../embedding-file.js';
import { embeddingPlot } from '../plots/embedding-plot.js';
import { dataTable, plotFigure, section } from './section.js';

/** Test images of both domains in the plane, by their features. */
export const embedding = section({
  id: 'embedding',
  title: 'Features in the plane',
  needs: readEmbedding,
  render: async ({ points, distances }) => {
    const plot = await embeddingPlot(points);
    const count = (domain: string) => points.filter((point) => point.domain === domain).length;
    const table =
      distances &&
      dataTable(
        'Distance of the domains by their features',
        ['measure', 'value', 'meaning'],
        [
          [
            'proxy A-distance',
            number(distances.proxyADistance),
            '0: indistinguishable, 2: always distinguished',
          ],
          ['maximum mean discrepancy', number(distances.maximumMeanDiscrepancy), 'squared; 0: the same'],
        ],
      );
    return {
      plots: [plot],
      body: html`<p>
          ${integer(count('source'))} test images of the source (circles) and ${integer(count('target'))} of
          the target (triangles), placed by UMAP so that images with similar features are neighbours. By
          domain both colours should mix; by class each colour should form a cluster of its own, with both
          shapes in it. The axes, and the distances between clusters, have no meaning.
        </p>
        ${plotFigure(plot, distances && `Measured at step ${integer(distances.step)}.`)} ${table}`,
    };
  },
});
