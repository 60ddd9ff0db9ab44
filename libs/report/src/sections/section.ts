import { html, Html, type Content } from '../html.js';
import { themed } from '../plots/palette.js';
import type { Plot } from '../plots/plot.js';

/** A part of the page with an entry of its own in the contents. */
export interface Section {
  id: string;
  title: string;
  body: Html;
  /** Plots shown in it, to be written as files too. */
  plots?: Plot[];
}

/** A plot in the page's colours, with a caption and, folded away, its numbers. */
export function plotFigure(plot: Plot, caption: Content, table?: Html): Html {
  const wide = new Html(themed(plot.wide));
  const drawing =
    plot.narrow === undefined
      ? wide
      : html`<div class="wide">${wide}</div>
          <div class="narrow">${new Html(themed(plot.narrow))}</div>`;
  return html`<figure class="plot">
    ${drawing}${caption ? html`<figcaption>${caption}</figcaption>` : ''}
    ${
      table &&
      html`<details>
        <summary>The numbers of this plot</summary>
        ${table}
      </details>`
    }
  </figure>`;
}

/** A table whose first column names its rows; columns after it are set as numbers. */
export function dataTable(caption: string, header: Content[], rows: Content[][]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
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
