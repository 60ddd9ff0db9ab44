import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html, Html } from './html.js';
import { writePlots } from './plots/plot-files.js';
import { readRun, type Run } from './run-folder.js';
import { classes } from './sections/classes.js';
import { headline } from './sections/headline.js';
import { losses } from './sections/losses.js';
import { mistakes } from './sections/mistakes.js';
import { progress } from './sections/progress.js';
import type { Section } from './sections/section.js';
import { setup } from './sections/setup.js';
import { swap } from './sections/swap.js';
import { style } from './style.js';

/** Nothing may be fetched and no script may run, whatever a name in the data tries. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * Writes `report.html` into a run's folder, and each plot as `plots/<name>.svg` and `.png`.
 * The page is one file, needs no network and no script, and shows whatever an aborted run left.
 *
 * @returns the path of the page
 * @throws when the folder is no run folder
 */
export async function writeReport(runFolder: string): Promise<string> {
  const run = await readRun(runFolder);
  const sections: Section[] = [];
  for (const section of [progress, swap, classes, mistakes, losses, setup]) {
    const made = await section(run);
    if (made) sections.push(made);
  }
  await writePlots(
    join(run.folder, 'plots'),
    sections.flatMap(({ plots }) => plots ?? []),
  );
  const path = join(run.folder, 'report.html');
  const beside = `${path}.part`;
  await writeFile(beside, page(run, sections).text);
  await rename(beside, path);
  return path;
}

function page(run: Run, sections: Section[]): Html {
  const { started } = run.environment ?? {};
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="jiagu" />
        <title>${run.title} · Jiagu report</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the result</a>
        <header>
          <p class="kicker">Jiagu 甲骨 · training report</p>
          <h1>${run.title}</h1>
          ${started && html`<p class="quiet">Started ${date(started)}</p>`}
        </header>
        <nav aria-label="Contents">
          <ul>
            ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="main">
          ${headline(run)}
          ${sections.map(
            ({ id, title, body }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${body}
              </section>`,
          )}
        </main>
        <footer>
          <p>
            Made by Jiagu from the files of the run folder alone. The plots stand beside this page in plots/
            as SVG and PNG.
          </p>
        </footer>
      </body>
    </html> `;
}

/** An ISO time as date and minute, as it was written: in its own zone. */
function date(iso: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(iso);
  return parts ? `${parts[1]}, ${parts[2]}${parts[3] === 'Z' ? ' UTC' : (parts[3] ?? '')}` : iso;
}
