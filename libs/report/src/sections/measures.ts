import { directions, describeFeatures, measureTitles, type MeasureName } from '@jiagu/generation-metrics';
import { integer, measured } from '../format.js';
import { html, type Html } from '../html.js';
import { measurePlot } from '../plots/measure-plot.js';
import type { Plot } from '../plots/plot.js';
import type { Run } from '../run-folder.js';
import { dataTable, plotFigure, section } from './section.js';

/** The measures in the order of the page, the most informative first. */
export const measureOrder: readonly MeasureName[] = [
  'kid',
  'recall',
  'coverage',
  'authenticity',
  'diversity',
  'precision',
  'density',
  'labelCorrectness',
  'fid',
  'inceptionScore',
];

/** Quality and variety of the generated images, now and over the training, beside what real images get. */
export const measures = section({
  id: 'measures',
  title: 'How good and how varied',
  needs: ({ evaluation, log }) =>
    evaluation?.generation !== undefined || log.generation.size > 0 ? log : undefined,
  render: async (log, run) => {
    const { evaluation } = run;
    const plots: Plot[] = [];
    for (const name of measureOrder) {
      const curve = log.generation.get(name);
      if (!curve || curve.length < 2) continue;
      const floor = log.generationFloors.get(name);
      const course = {
        name: `measure-${name}`,
        title: measureTitles[name],
        curve,
        better: directions[name],
        ...(floor !== undefined && { floor }),
      };
      plots.push(await measurePlot(course, log.lastStep, evaluation?.step));
    }
    return {
      plots,
      body: html`${!evaluation?.translation && atTheEnd(run)}
      ${
        plots.length > 0 &&
        html`<h3>Over the training</h3>
          <p>
            ${evaluation?.translation && `Of images translated to the ${evaluation.generation?.domain}. `}A
            point is an evaluation, a ring the one that is reported, a dashed rule the floor. ↓: less is
            better, ↑: more is. Steps run to the right.
          </p>
          <div class="multiples">${plots.map((plot) => plotFigure(plot, ''))}</div>
          <details>
            <summary>The numbers of these plots</summary>
            ${numbers(run)}
          </details>`
      }`,
    };
  },
});

/** All measures of the reported evaluation. */
function atTheEnd({ evaluation }: Run): Html {
  const generation = evaluation?.generation;
  if (!generation) return html``;
  const { features, domain, images, measures } = generation;
  const beside = ({ value, deviation }: { value: number; deviation?: number | undefined }): string =>
    deviation === undefined ? measured(value) : `${measured(value)} ± ${measured(deviation)}`;
  const rows = measureOrder.flatMap((name) => {
    const found = measures[name];
    if (!found) return [];
    const { floor, floorDeviation, better } = found;
    const least = floor === null ? '–' : beside({ value: floor, deviation: floorDeviation });
    return [[measureTitles[name], beside(found), least, better]];
  });
  return html`<p>
      ${integer(images.generated)} generated images beside ${integer(images.real)} real ones of the ${domain}
      that the generator did not learn from, by ${describeFeatures(features)}. The floor is what real images
      get instead of the generated ones: no generator can be expected to do better. KID, precision and density
      measure quality; recall and coverage measure variety; authenticity is the share of images that are not
      copies of training images, which is high for bad images too.
    </p>
    ${dataTable('Measures of the evaluation that is reported', ['measure', 'generated', 'floor', 'better'], rows)}`;
}

function numbers({ log }: Run): Html {
  const shown = measureOrder.filter((name) => log.generation.has(name));
  const steps = log.generation.get('kid') ?? log.generation.get(shown[0] ?? 'kid');
  const at = new Map(
    shown.map((name) => [
      name,
      new Map(
        log.generation
          .get(name)
          ?.points()
          .map(({ step, value }) => [step, value]),
      ),
    ]),
  );
  return dataTable(
    'Measures by step',
    ['step', ...shown.map((name) => measureTitles[name])],
    (steps?.downsample(24).steps ?? []).map((step) => [
      integer(step),
      ...shown.map((name) => {
        const value = at.get(name)?.get(step);
        return value === undefined ? '–' : measured(value);
      }),
    ]),
  );
}
