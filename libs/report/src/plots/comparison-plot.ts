import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/build/src/channeldef.js';
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
            mean: target.mean,
            low: target.mean - 2 * (target.standardError ?? 0),
            high: target.mean + 2 * (target.standardError ?? 0),
            oracle: oracle?.mean ?? target.mean,
          },
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  const points = runs.flatMap(({ title, target }) => (target === undefined ? [] : [{ title, target }]));
  const y = { field: 'title', type: 'nominal', title: null, sort: null, axis: { labelLimit: 260 } } as const;
  const x = (field: string): PositionFieldDef<string> => ({
    field,
    type: 'quantitative',
    title: 'target test accuracy',
    scale: { domain: [0, 1] },
    axis: { format: '.0%', tickCount: 6 },
  });
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 34 * rows.length + 50,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: rows },
        mark: { type: 'rule', strokeWidth: 3, color: palette.target[0] },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', size: 30, color: palette.muted[0] },
        encoding: { y, x: x('target') },
      },
      {
        data: { values: rows },
        mark: { type: 'tick', thickness: 2, size: 18, color: palette.rule[0] },
        encoding: { y, x: x('oracle') },
      },
      {
        data: { values: rows },
        mark: { type: 'point', filled: true, size: 90, color: palette.target[0] },
        encoding: { y, x: x('mean') },
      },
    ],
  });
  const said = rows.map(({ title, mean }) => `${title} ${percent(mean)}`).join(', ');
  return drawPlot('comparison', `Target test accuracy by method: ${said}.`, spec, { wide: 760 });
}
