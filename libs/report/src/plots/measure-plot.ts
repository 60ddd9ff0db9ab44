import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Curve } from '../curve.js';
import { integer, number } from '../format.js';
import { hoverBands } from './hover-bands.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** A measure of generated images over the steps. */
export interface MeasureCurve {
  /** file name below plots/, without extension */
  readonly name: string;
  readonly title: string;
  readonly curve: Curve;
  /** what real images get instead of the generated ones */
  readonly floor?: number;
  readonly better: 'lower' | 'higher';
}

/**
 * A measure at every evaluation, with a dashed rule at its floor.
 * @param chosen the step of the reported evaluation, which is highlighted
 */
export async function measurePlot(
  { name, title, curve, floor, better }: MeasureCurve,
  lastStep: number,
  chosen?: number,
): Promise<Plot> {
  const points = curve.downsample(300).points();
  const rule = floor === undefined ? [] : [{ value: floor, text: 'floor' }];
  const [least, most] = curve.range();
  const low = Math.min(least, floor ?? least);
  const high = Math.max(most, floor ?? most);
  const x = stepAxis(lastStep, 'small');
  const y: PositionFieldDef<string> = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: { zero: false, domain: high > low ? [low, high] : [low - 0.5, low + 0.5], nice: true },
    axis: { tickCount: 4, format: high < 1e-3 ? '~e' : '~f', labelOverlap: true, minExtent: 34 },
  };
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 190,
    autosize: { type: 'fit', contains: 'padding' },
    title: { text: `${title} ${better === 'lower' ? '↓' : '↑'}`, limit: width - 10 },
    layer: [
      {
        data: { values: rule },
        mark: { type: 'rule', aria: false, strokeDash: [5, 4], strokeWidth: 1.5, color: palette.muted[0] },
        encoding: { y },
      },
      {
        data: { values: rule },
        mark: {
          type: 'text',
          align: 'left',
          dx: 4,
          // Inside of the plot, whichever edge the rule is at.
          dy: (floor ?? 0) > (low + high) / 2 ? 10 : -8,
          fontSize: 11,
          color: palette.muted[0],
        },
        encoding: { x: { value: 0 }, y, text: { field: 'text' } },
      },
      {
        data: { values: points },
        mark: {
          type: 'line',
          strokeWidth: 2,
          color: palette.line[0],
          point: { size: points.length > 80 ? 8 : 26, filled: true, color: palette.line[0], aria: false },
        },
        encoding: { x, y },
      },
      {
        data: { values: points.filter(({ step }) => step === chosen) },
        mark: { type: 'point', size: 130, strokeWidth: 2, color: palette.text[0], aria: false },
        encoding: { x, y },
      },
      hoverBands(x, lastStep, curve.steps, (i) => number(curve.values[i] ?? NaN)),
    ],
  });
  const last = curve.last();
  const beside = floor === undefined ? '' : `, its floor ${number(floor)}`;
  const description = `${title}, of which ${better} is better: ${number(curve.values[0] ?? NaN)} at first, ${number(last?.value ?? NaN)} at step ${integer(last?.step ?? 0)}${beside}.`;
  return drawPlot(name, description, points, spec, { wide: 340 });
}
