import type { TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { UnitSpecWithFrame } from 'vega-lite/types_unstable/spec/unit.js';
import type { Comparison } from '../comparison/compare-runs.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** For each method but the first, the change of every class against the first, in descending order. */
export async function classChangePlot({ methods, classes }: Comparison): Promise<Plot | undefined> {
  const changes = methods.slice(1).map(({ title }, i) => ({
    title,
    values: classes
      .flatMap(({ name, accuracies: [first, ...others] }) => {
        const other = others[i];
        return first && other ? [{ name, change: 100 * (other.mean - first.mean) }] : [];
      })
      .sort((a, b) => b.change - a.change)
      .map((value, rank) => ({ ...value, rank, tip: `${value.name}: ${points(value.change)}` })),
  }));
  const shown = changes.filter(({ values }) => values.length > 0);
  if (shown.length === 0) return undefined;
  const most = Math.max(1, ...shown.flatMap(({ values }) => values.map(({ change }) => Math.abs(change))));
  const least = Math.min(0, ...shown.flatMap(({ values }) => values.map(({ change }) => change)));
  const panel = (
    title: string,
    values: (typeof shown)[number]['values'],
    width: number,
  ): UnitSpecWithFrame<Field> => ({
    title: { text: title, limit: width },
    width,
    height: 130,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: {
        field: 'rank',
        type: 'ordinal',
        axis: null,
        scale: { paddingInner: values.length > 60 ? 0 : 0.15 },
      },
      y: {
        field: 'change',
        type: 'quantitative',
        title: 'points',
        scale: { domain: [least, most] },
        axis: { tickCount: 5, labelExpr: 'datum.value === 0 ? "0" : format(datum.value, "+d")' },
      },
      color: {
        condition: { test: 'datum.change < 0', value: palette.target[0] },
        value: palette.source[0],
      },
      description: { field: 'tip' },
    },
  });
  const spec = (width: number): TopLevelSpec => ({
    vconcat: shown.map(({ title, values }) =>
      panel(`${title} against ${methods[0]?.title}`, values, width - 60),
    ),
  });
  const data = shown.flatMap(({ title, values }) =>
    values.map(({ name, change }) => ({ method: title, class: name, change })),
  );
  const said = shown.map(({ title, values }) => {
    const better = values.filter(({ change }) => change > 0).length;
    const worse = values.filter(({ change }) => change < 0).length;
    return `${title}: ${better} classes better, ${worse} worse`;
  });
  return drawPlot('class-change', `Change of each class's target accuracy. ${said.join('; ')}.`, data, spec);
}

const points = (change: number): string => `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} points`;
