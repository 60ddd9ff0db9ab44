import type { TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { UnitSpec } from 'vega-lite/types_unstable/spec/index.js';
import type { Curve } from '../curve.js';
import { number } from '../format.js';
import { hoverBands } from './hover-bands.js';
import { logTicks, tickFormat } from './log-axis.js';
import { dashes, series } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** The learning rate of every optimiser over the steps, distinguished by colour and dashes. */
export async function ratePlot(rates: Map<string, Curve>, lastStep: number): Promise<Plot | undefined> {
  const names = [...rates.keys()];
  const curves = [...rates].map(([optimizer, curve]) => [optimizer, curve.evenly(300)] as const);
  const values = curves.flatMap(([optimizer, curve]) =>
    curve.points().map(({ step, value }) => ({ step, rate: value, optimizer })),
  );
  if (values.length === 0) return undefined;
  const present = values.map(({ rate }) => rate).filter((rate) => rate > 0);
  const [least, most] = [Math.min(...present), Math.max(...present)];
  const log = present.length > 0 && most / least > 12;
  const cycle = <T>(items: readonly T[]) => names.map((_, i) => items[i % items.length] as T);
  const x = stepAxis(lastStep, 'large');
  const tell = (i: number): string =>
    curves.map(([optimizer, curve]) => `${optimizer} ${number(curve.values[i] ?? NaN)}`).join(', ');
  const lines = (width: number): UnitSpec<Field> => ({
    // A rate of 0 can't be shown on a logarithmic scale.
    data: { values: log ? values.filter(({ rate }) => rate > 0) : values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x,
      y: {
        field: 'rate',
        type: 'quantitative',
        title: log ? 'learning rate, logarithmic' : 'learning rate',
        scale: log ? { type: 'log', nice: false } : {},
        axis: {
          ...(log ? { values: logTicks(least, most) } : { tickCount: 5 }),
          format: tickFormat(present),
          labelOverlap: true,
        },
      },
      color: {
        field: 'optimizer',
        type: 'nominal',
        scale: { domain: names, range: cycle(series) },
        legend: { columns: width > 500 ? 5 : 1, symbolType: 'stroke', labelLimit: 220 },
      },
      strokeDash: { field: 'optimizer', type: 'nominal', scale: { domain: names, range: cycle(dashes) } },
    },
  });
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 210,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [lines(width), hoverBands(x, lastStep, curves[0]?.[1].steps ?? [], tell)],
  });
  const ends = [...rates].map(
    ([name, curve]) =>
      `${name} ${number(curve.values[0] ?? NaN)} at first, ${number(curve.last()?.value ?? NaN)} at the end`,
  );
  return drawPlot('learning-rates', `Learning rates: ${ends.join('; ')}.`, values, spec);
}
