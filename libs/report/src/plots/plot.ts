import type { Config, TopLevelSpec } from 'vega-lite';
import { escape, printable } from '../html.js';
import { palette } from './palette.js';

/** A row of the data that a plot shows, for export. */
export type PlotRow = Record<string, string | number | undefined>;

/** A plot for the page and for files. */
export interface Plot {
  /** File name below plots/, without extension. */
  name: string;
  /** What it shows, in a sentence, as alternative text. */
  description: string;
  /** SVG in light colours; `narrow` is a layout for phones, where the wide one would be too small. */
  wide: string;
  narrow?: string;
  data: readonly PlotRow[];
}

const font = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const [text, muted, grid, rule] = [palette.text[0], palette.muted[0], palette.grid[0], palette.rule[0]];

const config: Config = {
  font,
  background: 'transparent',
  view: { stroke: null },
  padding: 4,
  axis: {
    labelColor: muted,
    titleColor: muted,
    titleFontWeight: 'normal',
    labelFontSize: 11,
    titleFontSize: 11,
    gridColor: grid,
    domainColor: rule,
    tickColor: rule,
    tickSize: 4,
    labelPadding: 4,
    titlePadding: 6,
  },
  axisY: { domain: false, ticks: false },
  title: { color: text, fontSize: 13, fontWeight: 600, anchor: 'start', offset: 8 },
  legend: {
    labelColor: text,
    titleColor: muted,
    labelFontSize: 12,
    orient: 'top',
    title: null,
    symbolStrokeWidth: 3,
  },
};

/** Draws a Vega-Lite specification as SVG. `name` keeps the ids of several plots in one page apart. */
async function drawSvg(name: string, description: string, spec: TopLevelSpec): Promise<string> {
  // Loaded when something is drawn: it would double the time that every command needs to start.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const quiet = vega.logger(vega.Error);
  const parsed = vega.parse(compile(spec, { config, logger: quiet }).spec);
  const view = new vega.View(parsed, { renderer: 'none', logger: quiet });
  const svg = printable(await view.toSVG());
  view.finalize();
  const size = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  if (!size) throw new Error(`plot ${name}: Vega drew no SVG`);
  const [, width = '0', height = '0'] = size;
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(description)}">`;
  return withTooltips(svg.replace(/^<svg[^>]*>/, opening))
    .replace(/\bid="/g, `id="${name}-`)
    .replace(/url\(#/g, `url(#${name}-`)
    .replace(/ (?:d|transform)="[^"]*"/g, (places) => places.replace(/(\d\.\d\d)\d+/g, '$1'));
}

/** Turns the labels that Vega gives marks for screen readers into tooltips, and drops its other accessibility roles. */
function withTooltips(svg: string): string {
  return svg
    .replace(
      /<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:bar|rect|point|circle|tick|square|rule)(?: mark)?"([^>]*)\/>/g,
      '<path$2><title>$1</title></path>',
    )
    .replace(/<(g|path|line|text)((?: [\w:-]+="[^"]*")*)/g, (_, tag: string, attributes: string) => {
      const kept = attributes.replace(
        / (?:role|aria-[a-z]+|class|pointer-events|opacity="1")(?:="[^"]*")?/g,
        '',
      );
      return `<${tag}${kept}`;
    });
}

/**
 * Draws one plot in the given widths, in pixels.
 * @param data what it shows, for export
 * @param spec the Vega-Lite specification for a width
 */
export async function drawPlot(
  name: string,
  description: string,
  data: readonly PlotRow[],
  spec: (width: number) => TopLevelSpec,
  widths: { wide: number; narrow?: number } = { wide: 900, narrow: 340 },
): Promise<Plot> {
  const wide = await drawSvg(name, description, spec(widths.wide));
  if (widths.narrow === undefined) return { name, description, wide, data };
  return {
    name,
    description,
    wide,
    data,
    narrow: await drawSvg(`${name}-narrow`, description, spec(widths.narrow)),
  };
}
