import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import _ from 'lodash';
import type { Comparison } from '../comparison/compare-runs.js';
import type { Figure } from '../comparison/statistics.js';
import { measured, percent } from '../format.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** The figure by which methods are compared. */
interface ComparedFigure {
  /** of the axis */
  readonly title: string;
  readonly tell: (value: number) => string;
  /** Vega's number format for the axis */
  readonly format: string;
  /** ends beyond which no value can lie */
  readonly limits: readonly [number, number];
  /** space to the left and right of all values */
  readonly margin: (span: number) => number;
  readonly methods: readonly { readonly title: string; readonly figure: Figure; readonly oracle?: number }[];
  readonly runs: readonly { readonly title: string; readonly seed: string; readonly value: number }[];
}

/** Target accuracy of every method: mean, two standard errors to each side, every run, and the oracle's mean. */
export const comparisonPlot = (comparison: Comparison): Promise<Plot | undefined> =>
  figurePlot('comparison', accuracies(comparison));

/** The same plot of KID for every method that draws images; named `comparison` where there are no other methods. */
export const distancePlot = (comparison: Comparison): Promise<Plot | undefined> =>
  figurePlot(comparison.methods.length > 0 ? 'kid-by-method' : 'comparison', distances(comparison));

async function figurePlot(
  name: string,
  { title, tell, format, limits, margin, methods, runs }: ComparedFigure,
): Promise<Plot | undefined> {
  if (methods.length === 0) return undefined;
  const rows = methods.map(({ title, figure: { mean, standardError = 0 }, oracle }) => ({
    title,
    tip: `${title}: ${tell(mean)}${oracle === undefined ? '' : `, oracle ${tell(oracle)}`}`,
    mean,
    low: mean - 2 * standardError,
    high: mean + 2 * standardError,
    oracle: oracle ?? mean,
    hasOracle: oracle !== undefined,
  }));
  const all = [
    ...runs.map(({ value }) => value),
    ...rows.flatMap(({ low, high, oracle }) => [low, high, oracle]),
  ];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const beside = margin(most - least);
  const span = [Math.max(limits[0], least - beside), Math.min(limits[1], most + beside)];
  const x = (field: string): PositionFieldDef<string> => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: span, nice: true },
    axis: { format, tickCount: 6 },
  });
  const spec = (width: number): TopLevelSpec => {
    const y = {
      field: 'title',
      type: 'nominal',
      title: null,
      sort: null,
      axis: { labelLimit: width > 500 ? 260 : 120, labelFontSize: 12, labelColor: palette.text[0] },
    } as const;
    return {
      width,
      height: 34 * rows.length + 50,
      autosize: { type: 'fit', contains: 'padding' },
      layer: [
        {
          data: { values: rows },
          mark: { type: 'rule', aria: false, strokeWidth: 3, color: palette.target[0] },
          encoding: { y, x: x('low'), x2: { field: 'high' } },
        },
        {
          data: {
            values: runs.map((run) => ({ ...run, tip: `seed ${run.seed}: ${tell(run.value)}` })),
          },
          mark: { type: 'point', size: 30, color: palette.muted[0] },
          encoding: { y, x: x('value'), description: { field: 'tip' } },
        },
        {
          data: { values: rows.filter(({ hasOracle }) => hasOracle) },
          mark: { type: 'tick', aria: false, thickness: 2, size: 18, color: palette.rule[0] },
          encoding: { y, x: x('oracle') },
        },
        {
          data: { values: rows },
          mark: { type: 'point', filled: true, size: 90, color: palette.target[0] },
          encoding: { y, x: x('mean'), description: { field: 'tip' } },
        },
      ],
    };
  };
  const said = rows.map(({ title, mean }) => `${title} ${tell(mean)}`).join(', ');
  return drawPlot(name, `${_.upperFirst(title)} by method: ${said}.`, runs, spec);
}

function accuracies({ methods, runs }: Comparison): ComparedFigure {
  return {
    title: 'target test accuracy',
    tell: (share) => percent(share),
    format: '.0%',
    limits: [0, 1],
    margin: () => 0.04,
    methods: methods.flatMap(({ title, target, oracle }) =>
      target ? [{ title, figure: target, ...(oracle && { oracle: oracle.mean }) }] : [],
    ),
    runs: runs.flatMap(({ title, seed, target }) =>
      target === undefined ? [] : [{ title, seed, value: target }],
    ),
  };
}

function distances({ generators, runs }: Comparison): ComparedFigure {
  return {
    title: 'KID (less is better)',
    tell: measured,
    format: '~g',
    limits: [-Infinity, Infinity],
    margin: (span) => 0.05 * span,
    methods: generators.flatMap(({ title, measures: { kid } }) => (kid ? [{ title, figure: kid }] : [])),
    runs: runs.flatMap(({ title, seed, generation: { kid } }) =>
      kid === undefined ? [] : [{ title, seed, value: kid }],
    ),
  };
}
