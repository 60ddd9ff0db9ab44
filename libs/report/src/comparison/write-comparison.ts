import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  { live }: { live?: string } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const markdown = describeComparison(comparison);
  const { text, plots } = await comparisonPage(folder, comparison, live);
  const first = plots.filter(({ name }) => name === 'comparison');
  await writePlots(folder, first);
  await writePlots(
    join(folder, 'plots'),
    plots.filter((plot) => !first.includes(plot)),
  );
  await writeFile(join(folder, 'comparison.md'), `${markdown}\n`);
  await writeFile(join(folder, 'comparison.csv'), comparisonCsv(comparison));
  await writeFile(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  const path = join(folder, 'compare.html');
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
  return markdown;
}
