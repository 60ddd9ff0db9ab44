import type { TopLevelSpec } from 'vega-lite';
import { percent } from '../format.js';
import { palette, shadeInk, shades } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** How well one class is recognised; shares are 0..1, undefined where the domain has no image of it. */
interface ClassAccuracy {
  name: string;
  source: number | undefined;
  target: number;
}

/** Up to this number, classes are shown as bars; more of them as tiles. */
const mostBars = 48;

/** Accuracy of every class on the target, hardest first, as bars or as a heat map. */
export async function classAccuracyPlot(classes: ClassAccuracy[]): Promise<Plot> {
  const sorted = classes.toSorted((a, b) => a.target - b.target);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  const description = `Target accuracy of ${classes.length} classes, from ${worst?.name ?? ''} with ${percent(worst?.target ?? 0, 0)} to ${best?.name ?? ''} with ${percent(best?.target ?? 0, 0)}.`;
  const values = sorted.map(({ name, source, target }, rank) => ({
    rank,
    name,
    source,
    target,
    shade: Math.min(9, Math.floor(target * 10)),
    share: percent(target, 0),
    tip: `${name}: target ${percent(target)}${source === undefined ? '' : `, source ${percent(source)}`}`,
  }));
  const spec = classes.length <= mostBars ? bars : tiles;
  const data = sorted.map(({ name, source, target }) => ({ class: name, target, source }));
  return drawPlot('class-accuracy', description, data, (width) => spec(values, width));
}

const color = {
  field: 'shade',
  type: 'ordinal',
  scale: { domain: shades.map((_, i) => i), range: [...shades] },
  legend: null,
} as const;

function bars(values: { name: string }[], width: number): TopLevelSpec {
  const y = {
    field: 'rank',
    type: 'ordinal',
    title: null,
    axis: {
      labelExpr: 'datum.value in names ? names[datum.value] : ""',
      labelLimit: width > 500 ? 200 : 110,
      labelColor: palette.text[0],
      labelFontSize: 12,
    },
  } as const;
  const axis = { format: '.0%', tickCount: 5 };
  return {
    width,
    height: 20 * values.length + 40,
    autosize: { type: 'fit', contains: 'padding' },
    // Names reach the axis as data, never as part of an expression.
    params: [{ name: 'names', value: values.map(({ name }) => name) }],
    data: { values },
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 3, height: { band: 0.66 } },
        encoding: {
          y,
          x: { field: 'target', type: 'quantitative', title: 'accuracy', scale: { domain: [0, 1] }, axis },
          color,
          description: { field: 'tip' },
        },
      },
      {
        mark: { type: 'tick', aria: false, thickness: 2.5, height: { band: 0.95 }, color: palette.text[0] },
        encoding: { y, x: { field: 'source', type: 'quantitative' } },
      },
    ],
  };
}

function tiles(values: { rank: number; name: string }[], width: number): TopLevelSpec {
  const columns = width > 500 ? 16 : 6;
  const placed = values.map((value) => ({
    ...value,
    column: value.rank % columns,
    row: Math.floor(value.rank / columns),
    short: value.name.length > 8 ? `${value.name.slice(0, 7)}…` : value.name,
  }));
  const x = { field: 'column', type: 'ordinal', axis: null, scale: { paddingInner: 0.06 } } as const;
  const y = { field: 'row', type: 'ordinal', axis: null, scale: { paddingInner: 0.08 } } as const;
  const ink = { ...color, scale: { domain: color.scale.domain, range: [...shadeInk] } };
  return {
    width,
    height: 36 * Math.ceil(values.length / columns) + 8,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: placed },
    encoding: { x, y },
    resolve: { scale: { color: 'independent' } },
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 3 },
        encoding: { color, description: { field: 'tip' } },
      },
      {
        mark: { type: 'text', dy: -6, fontSize: 11 },
        encoding: { text: { field: 'short' }, color: ink },
      },
      {
        mark: { type: 'text', dy: 7, fontSize: 10 },
        encoding: { text: { field: 'share' }, color: ink },
      },
    ],
  };
}
