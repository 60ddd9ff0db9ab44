import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Curve } from '../curve.js';
import { percent } from '../format.js';
import { hoverBands } from './hover-bands.js';
import { dashes, palette, series } from './palette.js';
import { drawPlot, type Plot } from './plot.js';
import { stepAxis } from './step-axis.js';

/** How much a discriminator tells apart, by what it judges. */
interface DiscriminatorCurve {
  readonly name: string;
  /** accuracies 0..1, averaged */
  readonly curve: Curve;
}

/** Accuracy of every discriminator over the steps, with a rule at one half, where it only guesses. */
export function discriminatorPlot(
  discriminators: readonly DiscriminatorCurve[],
  lastStep: number,
): Promise<Plot> {
  const thin = discriminators.map(({ name, curve }) => ({ name, curve: curve.evenly(300) }));
  const values = thin.flatMap(({ name, curve }) =>
    curve.points().map(({ step, value }) => ({ step, accuracy: value, discriminator: name })),
  );
  const names = thin.map(({ name }) => name);
  const longest = thin.toSorted((a, b) => b.curve.length - a.curve.length)[0]?.curve.steps ?? [];
  const nearest = ({ steps, values: found }: Curve, step: number): number | undefined =>
    step < (steps[0] ?? Infinity) ? undefined : found[steps.findLastIndex((known) => known <= step)];
  const tell = (i: number): string =>
    thin
      .flatMap(({ name, curve }) => {
        const accuracy = nearest(curve, longest[i] ?? 0);
        return accuracy === undefined ? [] : [`${name} ${percent(accuracy, 0)}`];
      })
      .join(', ');
  const x = stepAxis(lastStep, 'large');
  const y: PositionFieldDef<string> = {
    field: 'accuracy',
    type: 'quantitative',
    title: 'told apart',
    scale: { domain: [Math.min(0.4, ...values.map(({ accuracy }) => accuracy)), 1], nice: false },
    axis: { format: '.0%', tickCount: 6 },
  };
  const guess = [{ accuracy: 0.5, text: '50 %: fooled' }];
  const scale = <T>(range: readonly T[]) => ({
    domain: names,
    range: names.map((_, i) => range[i % range.length] as T),
  });
  const spec = (width: number): TopLevelSpec => ({
    width,
    height: 230,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: guess },
        mark: { type: 'rule', aria: false, strokeWidth: 1.5, color: palette.muted[0] },
        encoding: { y },
      },
      {
        data: { values: guess },
        mark: { type: 'text', align: 'left', dx: 6, dy: 11, fontSize: 12, color: palette.muted[0] },
        encoding: { x: { value: 0 }, y, text: { field: 'text' } },
      },
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, clip: true },
        encoding: {
          x,
          y,
          color: {
            field: 'discriminator',
            type: 'nominal',
            scale: scale(series),
            legend: { columns: width > 500 ? 3 : 1, symbolType: 'stroke', labelLimit: 260 },
          },
          strokeDash: { field: 'discriminator', type: 'nominal', scale: scale(dashes) },
        },
      },
      hoverBands(x, lastStep, longest, tell),
    ],
  });
  const ends = thin.map(({ name, curve }) => `${name} ${percent(curve.last()?.value ?? 0, 0)}`);
  return drawPlot(
    'discriminators',
    `Share that each discriminator tells apart, at the end ${ends.join(', ')}; 50 % is guessing.`,
    values,
    spec,
  );
}
