import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { comparisonPlot } from '../plots/comparison-plot.js';
import { writePlots } from '../plots/plot-files.js';
import { comparisonCsv } from './comparison-csv.js';
import type { Comparison } from './compare-runs.js';
import { describeComparison } from './describe-comparison.js';

/** Writes `comparison.md`, `.csv`, `.json`, and the plot as `.svg` and `.png`. @returns the Markdown */
export async function writeComparison(folder: string, comparison: Comparison): Promise<string> {
  await mkdir(folder, { recursive: true });
  const markdown = describeComparison(comparison);
  const plot = await comparisonPlot(comparison);
  await writePlots(folder, plot ? [plot] : []);
  await writeFile(join(folder, 'comparison.md'), `${markdown}\n`);
  await writeFile(join(folder, 'comparison.csv'), comparisonCsv(comparison));
  await writeFile(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  return markdown;
}
