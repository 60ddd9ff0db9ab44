import { html, Html, type Content } from '../html.js';
import type { Section } from '../sections/section.js';
import { style } from '../style.js';
import { pageScript, scriptSource } from './page-script.js';

/** Nothing may be fetched, and no script but the page's own may run, whatever a name in the data tries. */
const policy = `default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src ${scriptSource}`;

// The text must be exactly the one whose digest is in the policy, so it is not part of a template that may be indented.
const script = new Html(`<script>${pageScript}</script>`);

/** Seconds after which the page of an unfinished run reloads. */
const refreshSeconds = 20;

interface PageParts {
  readonly title: string;
  /** such as "training report" */
  readonly kind: string;
  /** below the title */
  readonly subtitle?: Content;
  /** whether more is to come: the page then refreshes itself */
  readonly live: boolean;
  /** what stands above the first section */
  readonly head: Html;
  readonly sections: readonly Section[];
  readonly foot: Content;
  /** rules beside those of all pages */
  readonly styles?: string;
}

/** A whole page in one file. It needs no network, and shows everything without its script too. */
export function page({ title, kind, subtitle, live, head, sections, foot, styles = '' }: PageParts): string {
  return html`<!doctype html>
    <html lang="en" data-state="${live ? 'live' : 'final'}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="jiagu" />
        <title>${title} · Jiagu ${kind}</title>
        <style>
          ${new Html(style + styles)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the result</a>
        <header>
          <p class="kicker">Jiagu 甲骨 · ${kind}</p>
          <h1>${title}</h1>
          ${subtitle && html`<p class="quiet">${subtitle}</p>`} ${live && refreshing()}
        </header>
        <nav aria-label="Contents">
          <ul>
            ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="main" tabindex="-1">
          ${head}
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${body}
              </section>`,
          )}
        </main>
        <footer><p>${foot}</p></footer>
        ${script}
      </body>
    </html> `.text;
}

/** Shows when the page was written, and lets a reader stop it from refreshing itself. */
function refreshing(): Html {
  const written = new Date();
  const clock = written.toISOString().slice(0, 16).replace('T', ', ');
  return html`<div class="live" data-seconds="${refreshSeconds}">
    Written ${clock} UTC; not finished.
    <label hidden><input type="checkbox" checked /> reload this page every ${refreshSeconds} seconds</label>
  </div>`;
}
