import type { TopLevelSpec } from 'vega-lite';
import { palette } from './palette.js';
import { drawPlot, type Plot } from './plot.js';

/** An image's place in the plane. */
export interface EmbeddedImage {
  readonly x: number;
  readonly y: number;
  readonly domain: 'source' | 'target';
  readonly className: string;
}

/** Up to so many classes get a legend. */
const LEGEND = 30;

/** The same points twice: coloured by domain, where mixing is wanted, and by class, where islands are. */
export function embeddingPlot(points: readonly EmbeddedImage[]): Promise<Plot> {
  const classes = [...new Set(points.map(({ className }) => className))].sort();
  const place = (field: 'x' | 'y') =>
    ({ field, type: 'quantitative', axis: null, scale: { zero: false } }) as const;
  const shape = {
    field: 'domain',
    type: 'nominal',
    scale: { domain: ['source', 'target'], range: ['circle', 'triangle-up'] },
    legend: null,
  } as const;
  const mark = { type: 'point', filled: true, size: 26, opacity: 0.75 } as const;
  const spec = (width: number): TopLevelSpec => ({
    data: { values: [...points] },
    resolve: { scale: { color: 'independent' } },
    hconcat: [
      {
        title: 'by domain',
        width: width / 2 - 30,
        height: width / 2 - 30,
        mark,
        encoding: {
          x: place('x'),
          y: place('y'),
          shape,
          color: {
            field: 'domain',
            type: 'nominal',
            scale: { domain: ['source', 'target'], range: [palette.source[0], palette.target[0]] },
          },
        },
      },
      {
        title: 'by class',
        width: width / 2 - 30,
        height: width / 2 - 30,
        mark,
        encoding: {
          x: place('x'),
          y: place('y'),
          shape,
          color: {
            field: 'className',
            type: 'nominal',
            scale: { domain: classes, scheme: classes.length > 20 ? 'sinebow' : 'tableau20' },
            legend: classes.length > LEGEND ? null : { columns: 6 },
          },
        },
      },
    ],
  });
  const description = `${points.length} images in the plane by their features, coloured by domain and by class.`;
  return drawPlot('embedding', description, spec, { wide: 1100 });
}
