import { html, Html, printable, type Content } from '../html.js';
import { themed } from '../plots/palette.js';
import type { Plot, PlotRow } from '../plots/plot.js';
import type { Run } from '../run-folder.js';

/** A part of the page with an entry in the table of contents. */
export interface Section {
  id: string;
  title: string;
  body: Html;
  /** Plots shown in it, to be written as files too. */
  plots?: Plot[];
  /** Text files to write beside the plots' files, by name, for what is too long for the page. */
  files?: Readonly<Record<string, string>>;
}

/** What {@link section} is made of. */
interface SectionParts<Need> {
  id: string;
  title: string;
  /** What of the run it shows; undefined: the section is left out. */
  needs: (run: Run) => Need | undefined | Promise<Need | undefined>;
  /** The rest of the section; undefined where there turns out to be nothing to show. */
  render: (need: Need, run: Run) => Promise<Omit<Section, 'id' | 'title'> | undefined>;
}

/** A section of a run's page, left out where the run lacks what it needs. */
export function section<Need>({
  id,
  title,
  needs,
  render,
}: SectionParts<Need>): (run: Run) => Promise<Section | undefined> {
  return async (run) => {
    const need = await needs(run);
    const made = need === undefined ? undefined : await render(need, run);
    return made && { id, title, ...made };
  };
}

/** A plot in the page's colours, with a caption, its data for export and, folded, a table of its numbers. */
export function plotFigure(plot: Plot, caption: Content, table?: Html): Html {
  const wide = new Html(themed(plot.wide));
  const drawing =
    plot.narrow === undefined
      ? wide
      : html`<div class="wide">${wide}</div>
          <div class="narrow">${new Html(themed(plot.narrow))}</div>`;
  return html`<figure class="plot" data-name="${plot.name}">
    ${drawing}${caption ? html`<figcaption>${caption}</figcaption>` : ''}
    <div class="tools">
      ${
        table &&
        html`<details>
          <summary>The numbers of this plot</summary>
          ${table}
        </details>`
      }
    </div>
    ${inlineJson(plot.data)}
  </figure>`;
}

/** Rows as JSON inside the page, with each column's name given once; nothing in it can end the element. */
function inlineJson(data: readonly PlotRow[]): Html {
  const columns = [...new Set(data.flatMap((row) => Object.keys(row)))];
  const rows = data.map((row) =>
    columns.map((name) => {
      const value = row[name] ?? null;
      return typeof value === 'number' ? Number(value.toPrecision(6)) : value && printable(value);
    }),
  );
  const text = JSON.stringify({ columns, rows }).replace(/</g, '\\u003c');
  return new Html(`<script type="application/json">${text}</script>`);
}

/** A table whose first column names its rows; the other columns are set as numbers. */
export function dataTable(caption: string, header: Content[], rows: Content[][]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        <span>${caption}</span>
      </caption>
      <thead>
        <tr>
          ${header.map((cell) => html`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...cells]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
