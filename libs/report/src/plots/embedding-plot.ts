import type { TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { UnitSpecWithFrame } from 'vega-lite/types_unstable/spec/unit.js';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** An image's place in the plane. */
export interface EmbeddedImage {
  readonly x: number;
  readonly y: number;
  readonly domain: 'source' | 'target';
  readonly className: string;
}

/** Up to this number, classes get a legend. */
const LEGEND = 30;

/** The same points twice: coloured by domain, which should mix, and by class, which should form clusters. */
export function embeddingPlot(points: readonly EmbeddedImage[]): Promise<Plot> {
  const classes = [...new Set(points.map(({ className }) => className))].sort();
  const values = points.map((point) => ({ ...point, tip: `${point.className}, ${point.domain}` }));
  const panel = (title: string, size: number, color: object): UnitSpecWithFrame<Field> => ({
    title,
    width: size,
    height: size,
    mark: { type: 'point', filled: true, size: size > 400 ? 30 : 20, opacity: 0.8 },
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: null, scale: { zero: false } },
      y: { field: 'y', type: 'quantitative', axis: null, scale: { zero: false } },
      shape: {
        field: 'domain',
        type: 'nominal',
        scale: { domain: ['source', 'target'], range: ['circle', 'triangle-up'] },
        legend: null,
      },
      color,
      description: { field: 'tip' },
    },
  });
  const byDomain = {
    field: 'domain',
    type: 'nominal',
    scale: { domain: ['source', 'target'], range: [palette.source[0], palette.target[0]] },
    // Below, so that the titles of both panels stand at one height.
    legend: { orient: 'bottom' },
  };
  const byClass = (columns: number) => ({
    field: 'className',
    type: 'nominal',
    scale: { domain: classes, range: classes.map((_, i) => hue(i, classes.length)) },
    legend: classes.length > LEGEND ? null : { orient: 'bottom', columns, labelLimit: 70 },
  });
  const spec = (width: number): TopLevelSpec => {
    const wide = width > 500;
    const size = wide ? width / 2 - 30 : width;
    const panels = [panel('by domain', size, byDomain), panel('by class', size, byClass(wide ? 7 : 4))];
    return {
      data: { values },
      resolve: { scale: { color: 'independent' } },
      ...(wide ? { hconcat: panels } : { vconcat: panels }),
    };
  };
  const description = `${points.length} test images in the plane by their features, coloured by domain and by class.`;
  const data = points.map(({ x, y, domain, className }) => ({ x, y, domain, class: className }));
  return drawPlot('embedding', description, data, spec, { wide: 1000, narrow: 300 });
}

/** Colours around the hue circle, alternately dark and light, visible on light and dark backgrounds. */
function hue(i: number, count: number): string {
  return `hsl(${Math.round((360 * i) / count)}, ${i % 2 ? 75 : 60}%, ${i % 2 ? 46 : 58}%)`;
}
