import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Comparison } from '../comparison/compare-runs.js';
import { percent } from '../format.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** Target accuracy of every method: mean, two standard errors to each side, every run, and the oracle's mean. */
export async function comparisonPlot({ methods, runs }: Comparison): Promise<Plot | undefined> {
  const rows = methods.flatMap(({ title, target, oracle }) =>
    target
      ? [
          {
            title,
            tip: `${title}: ${percent(target.mean)}${oracle ? `, oracle ${percent(oracle.mean)}` : ''}`,
            mean: target.mean,
            low: target.mean - 2 * (target.standardError ?? 0),
            high: target.mean + 2 * (target.standardError ?? 0),
            oracle: oracle?.mean ?? target.mean,
          },
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  const points = runs.flatMap(({ title, seed, target }) =>
    target === undefined ? [] : [{ title, seed, target }],
  );
  const all = [
    ...points.map(({ target }) => target),
    ...rows.flatMap(({ low, high, oracle }) => [low, high, oracle]),
  ];
  const span = [Math.max(0, Math.min(...all) - 0.04), Math.min(1, Math.max(...all) + 0.04)];
  const x = (field: string): PositionFieldDef<string> => ({
    field,
    type: 'quantitative',
    title: 'target test accuracy',
    scale: { domain: span, nice: true },
    axis: { format: '.0%', tickCount: 6 },
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
            values: points.map((point) => ({
              ...point,
              tip: `seed ${point.seed}: ${percent(point.target)}`,
            })),
          },
          mark: { type: 'point', size: 30, color: palette.muted[0] },
          encoding: { y, x: x('target'), description: { field: 'tip' } },
        },
        {
          data: { values: rows },
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
  const said = rows.map(({ title, mean }) => `${title} ${percent(mean)}`).join(', ');
  return drawPlot('comparison', `Target test accuracy by method: ${said}.`, points, spec);
}
