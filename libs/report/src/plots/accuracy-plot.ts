import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import { integer, percent } from '../format.js';
import type { MetricsLog } from '../metrics-log.js';
import { hoverBands } from './hover-bands.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

const domains = [
  { key: 'source', label: 'source test' },
  { key: 'target', label: 'target test' },
] as const;

/** A highlighted point of the target's curve, such as the reported checkpoint. */
export interface AccuracyMark {
  readonly step: number;
  readonly accuracy: number;
  readonly name: string;
}

/** Accuracy of both domains over the steps, with a numbered rule where a phase begins. */
export async function accuracyPlot(
  log: MetricsLog,
  marks: readonly AccuracyMark[],
): Promise<Plot | undefined> {
  const curves = domains.map(({ key, label }) => ({ key, label, curve: log.accuracy[key].downsample(400) }));
  const values = curves.flatMap(({ label, curve }) =>
    curve.points().map(({ step, value }) => ({ step, accuracy: value, domain: label })),
  );
  if (values.length === 0) return undefined;
  const ends = curves.map(({ key, curve }) => {
    const last = curve.last();
    return `${key} ${last ? percent(last.value) : 'not measured'}`;
  });
  const steps = [...new Set(values.map(({ step }) => step))].sort((a, b) => a - b);
  const at = curves.map(({ curve }) => new Map(curve.points().map(({ step, value }) => [step, value])));
  const tell = (i: number): string =>
    curves
      .flatMap(({ key }, k) => {
        const accuracy = at[k]?.get(steps[i] ?? 0);
        return accuracy === undefined ? [] : [`${key} ${percent(accuracy)}`];
      })
      .join(', ');
  const phases = log.phases.map(({ step }, i) => ({ step, mark: String(i + 1) }));
  const x = stepAxis(log.lastStep, 'large');
  const y: PositionFieldDef<string> = {
    field: 'accuracy',
    type: 'quantitative',
    title: 'accuracy',
    scale: { domain: [0, 1] },
    axis: { format: '.0%', tickCount: 6 },
  };
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: width > 500 ? 300 : 230,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: phases },
        mark: { type: 'rule', aria: false, strokeDash: [3, 4], color: palette.rule[0] },
        encoding: { x },
      },
      {
        data: { values: phases },
        mark: { type: 'text', fontSize: 12, fontWeight: 600, color: palette.muted[0] },
        encoding: { x, y: { value: -7 }, text: { field: 'mark' } },
      },
      {
        data: { values },
        mark: {
          type: 'line',
          strokeWidth: 2.2,
          point: { size: values.length > 160 ? 8 : 34, filled: true, aria: false },
        },
        encoding: {
          x,
          y,
          color: {
            field: 'domain',
            type: 'nominal',
            scale: {
              domain: domains.map(({ label }) => label),
              range: [palette.source[0], palette.target[0]],
            },
            legend: { symbolType: 'stroke' },
          },
        },
      },
      {
        data: { values: [...marks] },
        mark: { type: 'point', size: 150, strokeWidth: 2, color: palette.text[0], aria: false },
        encoding: { x, y },
      },
      {
        data: { values: [...marks] },
        mark: {
          type: 'text',
          align: { expr: `datum.step > ${0.8 * log.lastStep} ? "right" : "center"` },
          dy: 18,
          fontSize: 12,
          color: palette.text[0],
        },
        encoding: { x, y, text: { field: 'name' } },
      },
      hoverBands(x, log.lastStep, steps, tell),
    ],
  });
  const description = `Test accuracy over ${integer(log.lastStep)} steps; at the end ${ends.join(', ')}.`;
  return drawPlot('accuracy', description, values, spec);
}
