import { join } from 'node:path';
import { requireWritable, writeWhole } from '@jiagu/disk';
import { page } from './page/page.js';
import { writePlots } from './plots/plot-files.js';
import { readRun } from './run-folder.js';
import { classes } from './sections/classes.js';
import { discriminators } from './sections/discriminators.js';
import { drawing } from './sections/drawing.js';
import { embedding } from './sections/embedding.js';
import { generated } from './sections/generated.js';
import { headline } from './sections/headline.js';
import { losses } from './sections/losses.js';
import { measures } from './sections/measures.js';
import { mistakes } from './sections/mistakes.js';
import { players } from './sections/players.js';
import { progress } from './sections/progress.js';
import type { Section } from './sections/section.js';
import { setup } from './sections/setup.js';
import { swap } from './sections/swap.js';
import { translation } from './sections/translation.js';

/** The sections of the page; those without content are left out. */
const order = [
  progress,
  swap,
  classes,
  mistakes,
  embedding,
  discriminators,
  translation,
  generated,
  measures,
  drawing,
  players,
  losses,
  setup,
];

/**
 * Writes `report.html` into a run's folder, each plot as `plots/<name>.svg` and `.png`, and the accuracy of every class
 * as `plots/class-accuracy.csv`. The page is one file, needs no network, and shows whatever an aborted run has written;
 * until the run is finished it refreshes itself.
 *
 * @returns the path of the page
 * @throws Error when the folder is not a run folder; WriteError when it can't be written to
 */
export async function writeReport(runFolder: string): Promise<string> {
  const run = await readRun(runFolder);
  requireWritable(run.folder);
  const { started } = run.environment ?? {};
  const sections: Section[] = [];
  for (const section of order) {
    const made = await section(run);
    if (made) sections.push(made);
  }
  await writePlots(
    join(run.folder, 'plots'),
    sections.flatMap(({ plots }) => plots ?? []),
  );
  for (const [name, text] of sections.flatMap(({ files }) => Object.entries(files ?? {})))
    writeWhole(join(run.folder, 'plots', name), text);
  const path = join(run.folder, 'report.html');
  writeWhole(
    path,
    page({
      title: run.title,
      kind: 'training report',
      subtitle: started && `Started ${date(started)}`,
      // What comes after the last step is a part of it, too.
      live: !run.finished || !run.evaluation,
      head: headline(run),
      sections,
      foot: 'Made by Jiagu from the files of the run folder alone. The plots stand beside this page in plots/ as SVG and PNG.',
    }),
  );
  return path;
}

/** An ISO time as date and minute, as it was written: in its own zone. */
function date(iso: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(iso);
  return parts ? `${parts[1]}, ${parts[2]}${parts[3] === 'Z' ? ' UTC' : (parts[3] ?? '')}` : iso;
}
