import { duration, percent } from './format.js';
import { readRun } from './run-folder.js';

/** One run of a comparison; accuracies are 0..1 on the test parts, undefined when never measured. */
export interface ComparisonRow {
  folder: string;
  title: string;
  source: number | undefined;
  target: number | undefined;
  seconds: number;
  finished: boolean;
}

/**
 * What several runs reached, in the given order, as rows and as a Markdown table.
 * A run without a final evaluation stands with the last one of its log.
 */
export async function comparisonTable(
  runFolders: string[],
): Promise<{ markdown: string; rows: ComparisonRow[] }> {
  const rows = await Promise.all(
    runFolders.map(async (folder) => {
      const { title, evaluation, log, finished } = await readRun(folder);
      const source = evaluation?.source.accuracy ?? log.accuracy.source.last()?.value;
      const target = evaluation?.target.accuracy ?? log.accuracy.target.last()?.value;
      return { folder, title, source, target, seconds: log.seconds, finished };
    }),
  );
  const cells = rows.map(({ title, source, target, seconds, finished }) => [
    // A title of several lines or with a bar would break the table.
    title.replace(/\s+/g, ' ').replace(/[\\|]/g, '\\$&') + (finished ? '' : ' (stopped)'),
    source === undefined ? '–' : percent(source),
    target === undefined ? '–' : percent(target),
    duration(seconds),
  ]);
  const header = ['run', 'source test accuracy', 'target test accuracy', 'time'];
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return { markdown: [line(header), rule, ...cells.map(line)].join('\n'), rows };
}
