import _ from 'lodash';
import type { TopLevelSpec } from 'vega-lite';
import type { Comparison } from '../comparison/compare-runs.js';
import { measured, percent } from '../format.js';
import type { LoggedEvaluation } from '../metrics-log.js';
import { dashes, series } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** Points of a run's line. */
const drawn = 120;

/** The figures of an evaluation that are drawn. */
const figures = {
  accuracy: {
    name: 'target-accuracy',
    title: 'target accuracy',
    of: ({ target }: LoggedEvaluation) => target,
    tell: (share: number) => percent(share),
    axis: { scale: { domain: [0, 1] }, axis: { format: '.0%', tickCount: 6 } },
  },
  kid: {
    name: 'kid',
    title: 'KID',
    of: ({ generation }: LoggedEvaluation) => generation['kid'],
    tell: measured,
    axis: { axis: { format: '~g', tickCount: 6 } },
  },
};

/** A figure of every run over its steps, coloured by method; undefined where no run has two evaluations. */
export async function curvesPlot(
  { methods, generators, runs }: Comparison,
  kind: keyof typeof figures,
): Promise<Plot | undefined> {
  const figure = figures[kind];
  const values = runs.flatMap(({ title, seed, evaluations }, run) => {
    const every = Math.ceil(evaluations.length / drawn);
    return evaluations
      .filter((_, i) => i % every === 0 || i === evaluations.length - 1)
      .flatMap((evaluation) => {
        const value = figure.of(evaluation);
        return value === undefined ? [] : [{ step: evaluation.step, value, method: title, seed, run }];
      });
  });
  if (_.uniqBy(values, 'run').length === values.length) return undefined;
  // A method keeps its colour in every plot, but the legend names those that are in this one.
  const titles = [...methods, ...generators]
    .map(({ title }, i) => ({ title, i }))
    .filter(({ title }) => values.some(({ method }) => method === title));
  const lastStep = Math.max(...values.map(({ step }) => step));
  const marks = values.map((value) => ({
    ...value,
    tip: `${value.method}, seed ${value.seed}, step ${value.step}: ${figure.tell(value.value)}`,
  }));
  const x = stepAxis(lastStep, 'large');
  const scale = <T>(range: readonly T[]) => ({
    domain: titles.map(({ title }) => title),
    range: titles.map(({ i }) => range[i % range.length] as T),
  });
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: width > 500 ? 300 : 230,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: marks },
    encoding: {
      x,
      y: {
        field: 'value',
        type: 'quantitative',
        title: figure.title,
        ...figure.axis,
      },
      color: {
        field: 'method',
        type: 'nominal',
        scale: scale(series),
        legend: { columns: width > 500 ? 4 : 1, symbolType: 'stroke', labelLimit: 260 },
      },
    },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.8 },
        encoding: {
          detail: { field: 'run' },
          strokeDash: { field: 'method', type: 'nominal', scale: scale(dashes) },
        },
      },
      { mark: { type: 'point', filled: true, size: 26 }, encoding: { description: { field: 'tip' } } },
    ],
  });
  const description = `${_.upperFirst(figure.title)} of ${_.uniqBy(values, 'run').length} runs over their steps.`;
  return drawPlot(figure.name, description, values, spec);
}
