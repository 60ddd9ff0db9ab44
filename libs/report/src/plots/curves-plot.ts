import type { TopLevelSpec } from 'vega-lite';
import type { Comparison } from '../comparison/compare-runs.js';
import { percent } from '../format.js';
import { dashes, series } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** Points of a run's line. */
const drawn = 120;

/** Target accuracy of every run over its steps, coloured by method; undefined where no run has two evaluations. */
export async function curvesPlot({ methods, runs }: Comparison): Promise<Plot | undefined> {
  const values = runs.flatMap(({ title, seed, evaluations }, run) => {
    const every = Math.ceil(evaluations.length / drawn);
    return evaluations
      .filter((_, i) => i % every === 0 || i === evaluations.length - 1)
      .flatMap(({ step, target: accuracy }) =>
        accuracy === undefined ? [] : [{ step, accuracy, method: title, seed, run }],
      );
  });
  if (values.length === 0 || !runs.some(({ evaluations }) => evaluations.length > 1)) return undefined;
  const titles = methods.map(({ title }) => title);
  const lastStep = Math.max(...values.map(({ step }) => step));
  const marks = values.map((value) => ({
    ...value,
    tip: `${value.method}, seed ${value.seed}, step ${value.step}: ${percent(value.accuracy)}`,
  }));
  const x = stepAxis(lastStep, 'large');
  const scale = <T>(range: readonly T[]) => ({
    domain: titles,
    range: titles.map((_, i) => range[i % range.length] as T),
  });
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: width > 500 ? 300 : 230,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: marks },
    encoding: {
      x,
      y: {
        field: 'accuracy',
        type: 'quantitative',
        title: 'target accuracy',
        scale: { domain: [0, 1] },
        axis: { format: '.0%', tickCount: 6 },
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
  return drawPlot(
    'target-accuracy',
    `Target accuracy of ${runs.length} runs over their steps.`,
    values,
    spec,
  );
}
