import type { TopLevelSpec } from 'vega-lite';
import { integer, percent } from '../format.js';
import type { MetricsLog } from '../metrics-log.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

const domains = [
  { key: 'source', label: 'source test' },
  { key: 'target', label: 'target test' },
] as const;

/** Accuracy of both domains over the steps, with a numbered rule where a phase begins. */
export async function accuracyPlot(log: MetricsLog): Promise<Plot | undefined> {
  const values = domains.flatMap(({ key, label }) =>
    log.accuracy[key]
      .downsample(400)
      .points()
      .map(({ step, value }) => ({
        step,
        accuracy: value,
        domain: label,
        tip: `${key}, step ${integer(step)}: ${percent(value)}`,
      })),
  );
  if (values.length === 0) return undefined;
  const ends = domains.map(({ key }) => {
    const last = log.accuracy[key].last();
    return `${key} ${last ? percent(last.value) : 'not measured'}`;
  });
  const phases = log.phases.map(({ step }, i) => ({ step, mark: String(i + 1) }));
  const x = stepAxis(log.lastStep, 'large');
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: width > 500 ? 300 : 230,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: phases },
        mark: { type: 'rule', strokeDash: [3, 4], color: palette.rule[0] },
        encoding: { x },
      },
      {
        data: { values: phases },
        mark: {
          type: 'text',
          align: 'center',
          fontSize: 12,
          fontWeight: 600,
          color: palette.muted[0],
        },
        encoding: { x, y: { value: -7 }, text: { field: 'mark' } },
      },
      {
        data: { values },
        mark: {
          type: 'line',
          strokeWidth: 2.2,
          point: { size: values.length > 160 ? 8 : 34, filled: true },
        },
        encoding: {
          x,
          y: {
            field: 'accuracy',
            type: 'quantitative',
            title: 'accuracy',
            scale: { domain: [0, 1] },
            axis: { format: '.0%', tickCount: 6 },
          },
          color: {
            field: 'domain',
            type: 'nominal',
            scale: {
              domain: domains.map(({ label }) => label),
              range: [palette.source[0], palette.target[0]],
            },
            legend: { symbolType: 'stroke' },
          },
          description: { field: 'tip' },
        },
      },
    ],
  });
  const description = `Test accuracy over ${integer(log.lastStep)} steps; at the end ${ends.join(', ')}.`;
  return drawPlot('accuracy', description, spec);
}
