import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Curve } from '../curve.js';
import { hoverBands } from './hover-bands.js';
import { logTicks } from './log-axis.js';
import { dashes, palette, series } from './palette.js';
import { drawPlot, type Plot, type PlotRow } from './plot.js';
import { stepAxis } from './step-axis.js';

/** Lines over the steps that share an axis. */
export interface LinesPlot {
  /** file name below plots/, without extension */
  readonly name: string;
  /** what it shows, in a sentence, as alternative text */
  readonly description: string;
  /** title of the vertical axis */
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly curve: Curve }[];
  readonly lastStep: number;
  /** formats a value for a reader */
  readonly tell: (value: number) => string;
  /** Vega's number format for the axis */
  readonly format: string;
  /** ends of the vertical axis; absent: those of the values */
  readonly domain?: readonly [number, number];
  /** a level to compare with */
  readonly rule?: { readonly value: number; readonly text: string };
  /** whether the axis is logarithmic: all values are positive then */
  readonly log?: boolean;
  /** how the columns of the exported data are called; absent: value and line */
  readonly columns?: { readonly value: string; readonly line: string };
}

/** Draws lines that differ in colour and dashes, and a labelled rule at a level where one is given. */
export function linesPlot({
  name,
  description,
  title,
  lines,
  lastStep,
  tell,
  format,
  domain,
  rule,
  log = false,
  columns = { value: 'value', line: 'line' },
}: LinesPlot): Promise<Plot> {
  const thin = lines.map(({ name, curve }) => ({ name, curve: curve.evenly(300) }));
  const points = thin.flatMap(({ name, curve }) => curve.points().map((point) => ({ ...point, line: name })));
  const names = thin.map(({ name }) => name);
  const longest = thin.toSorted((a, b) => b.curve.length - a.curve.length)[0]?.curve.steps ?? [];
  const told = (i: number): string =>
    thin
      .flatMap(({ name, curve }) => {
        const value = lastKnown(curve, longest[i] ?? 0);
        return value === undefined ? [] : [`${name} ${tell(value)}`];
      })
      .join(', ');
  const values = points.map(({ value }) => value);
  const x = stepAxis(lastStep, 'large');
  const y: PositionFieldDef<string> = {
    field: 'value',
    type: 'quantitative',
    title,
    scale: {
      nice: false,
      ...(domain ? { domain: [...domain] } : { zero: false }),
      ...(log && { type: 'log' }),
    },
    axis: {
      format,
      labelOverlap: true,
      ...(log ? { values: logTicks(Math.min(...values), Math.max(...values)) } : { tickCount: 6 }),
    },
  };
  const scale = <T>(from: readonly T[]) => ({
    domain: names,
    range: names.map((_, i) => from[i % from.length] as T),
  });
  const level = rule ? [rule] : [];
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 230,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: level },
        mark: { type: 'rule', aria: false, strokeWidth: 1.5, color: palette.muted[0] },
        encoding: { y },
      },
      {
        data: { values: level },
        mark: { type: 'text', align: 'left', dx: 6, dy: 11, fontSize: 12, color: palette.muted[0] },
        encoding: { x: { value: 0 }, y, text: { field: 'text' } },
      },
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 2, clip: true },
        encoding: {
          x,
          y,
          color: {
            field: 'line',
            type: 'nominal',
            scale: scale(series),
            legend: { columns: width > 500 ? 3 : 1, symbolType: 'stroke', labelLimit: 260 },
          },
          strokeDash: { field: 'line', type: 'nominal', scale: scale(dashes) },
        },
      },
      hoverBands(x, lastStep, longest, told),
    ],
  });
  const data = points.map(({ step, value, line }): PlotRow => ({
    step,
    [columns.value]: value,
    [columns.line]: line,
  }));
  return drawPlot(name, description, data, spec);
}

/** The value at a step, or at the last step before it that has one. */
function lastKnown({ steps, values }: Curve, step: number): number | undefined {
  return step < (steps[0] ?? Infinity) ? undefined : values[steps.findLastIndex((known) => known <= step)];
}
