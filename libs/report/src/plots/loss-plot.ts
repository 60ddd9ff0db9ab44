import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Curve } from '../curve.js';
import { integer, number } from '../format.js';
import { hoverBands } from './hover-bands.js';
import { logTicks, tickFormat } from './log-axis.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** Points of a drawn line: more than the pixels of a small plot would not be seen. */
const drawn = 600;

/** Whether a logarithmic scale shows more: all values positive, and the bulk of them over a wide span. */
function spansDecades(values: number[]): boolean {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return at(0) > 0 && at(0.98) / at(0.02) > 12;
}

/**
 * One loss over the steps: the logged values, faint, and their moving average, with rules where a phase of the training
 * begins.
 */
export async function lossPlot(
  name: string,
  loss: string,
  curve: Curve,
  lastStep: number,
  phases: { step: number }[],
): Promise<Plot> {
  const smooth = curve.averaged(phases.map(({ step }) => step));
  const [raw, line] = [curve.downsample(drawn).points(), smooth.downsample(drawn).points()];
  const log = spansDecades([...raw, ...line].map(({ value }) => value));
  const [least, most] = [raw, line]
    .flat()
    .reduce(([low, high], { value }) => [Math.min(low, value), Math.max(high, value)] as const, [
      Infinity,
      -Infinity,
    ] as readonly [number, number]);
  const x = stepAxis(lastStep, 'small');
  const y: PositionFieldDef<string> = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: log ? { type: 'log', nice: false } : { zero: false },
    axis: {
      ...(log ? { values: logTicks(least, most) } : { tickCount: 4 }),
      format: log || Math.max(Math.abs(least), Math.abs(most)) < 1e-3 ? tickFormat([least, most]) : '~f',
      labelOverlap: true,
      minExtent: 34,
    },
  };
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 190,
    autosize: { type: 'fit', contains: 'padding' },
    title: { text: log ? `${loss} (logarithmic)` : loss, limit: width - 10 },
    layer: [
      {
        data: { values: phases.map(({ step }) => ({ step })) },
        mark: { type: 'rule', aria: false, strokeDash: [3, 4], color: palette.rule[0] },
        encoding: { x },
      },
      {
        data: { values: raw },
        mark: { type: 'line', strokeWidth: 1, color: palette.faint[0] },
        encoding: { x, y },
      },
      {
        data: { values: line },
        mark: { type: 'line', strokeWidth: 1.8, color: palette.line[0] },
        encoding: { x, y },
      },
      hoverBands(
        x,
        lastStep,
        curve.steps,
        (i) => `${number(curve.values[i] ?? NaN)}, average ${number(smooth.values[i] ?? NaN)}`,
      ),
    ],
  });
  const [first, last] = [smooth.values[0], smooth.last()];
  const description = `Loss ${loss}: ${number(first ?? NaN)} at first, about ${number(last?.value ?? NaN)} at step ${integer(last?.step ?? 0)}.`;
  return drawPlot(name, description, raw, spec, { wide: 340 });
}
