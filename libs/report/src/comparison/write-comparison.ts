import { join } from 'node:path';
import { makeFolder, writeWhole } from '@jiagu/disk';
import { writePlots } from '../plots/plot-files.js';
import { comparisonCsv } from './comparison-csv.js';
import type { Comparison } from './compare-runs.js';
import { comparisonPage } from './comparison-page.js';
import { describeComparison } from './describe-comparison.js';

/**
 * Writes `compare.html`, `comparison.md`, `.csv`, `.json`, and the plots as `.svg` and `.png`: the first one as
 * `comparison`, the others below `plots/`.
 * @param live what is still to come, a sentence: the page then refreshes itself
 * @returns the Markdown
 * @throws WriteError naming the file or folder that can't be written
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  { live }: { live?: string } = {},
): Promise<string> {
  makeFolder(folder);
  const markdown = describeComparison(comparison);
  const { text, plots } = await comparisonPage(folder, comparison, live);
  const first = plots.filter(({ name }) => name === 'comparison');
  await writePlots(folder, first);
  await writePlots(
    join(folder, 'plots'),
    plots.filter((plot) => !first.includes(plot)),
  );
  writeWhole(join(folder, 'comparison.md'), `${markdown}\n`);
  writeWhole(join(folder, 'comparison.csv'), comparisonCsv(comparison));
  writeWhole(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  writeWhole(join(folder, 'compare.html'), text);
  return markdown;
}
