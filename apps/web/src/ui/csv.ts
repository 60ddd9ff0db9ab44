import type { Domain } from '@jiagu/config/portable';
import type { Candidate } from '@jiagu/evaluation/portable';

/** A line of the table. */
export interface Line {
  readonly name: string;
  readonly domain: Domain;
  /** or why it could not be read */
  readonly result: readonly Candidate[] | string;
}

/** The table as comma-separated values: an image a line, its likeliest classes with their confidence. */
export function csvOf(lines: readonly Line[]): string {
  const places = Math.max(1, ...lines.map(({ result }) => (typeof result === 'string' ? 0 : result.length)));
  const head = Array.from({ length: places }, (_, i) => [`class ${i + 1}`, `confidence ${i + 1}`]).flat();
  const rows = lines.map(({ name, domain, result }) => {
    const failed = typeof result === 'string';
    const cells = failed ? [] : result.flatMap((each) => [each.name, each.confidence.toFixed(6)]);
    const padding = Array<string>(2 * places - cells.length).fill('');
    return [name, domain === 'source' ? 'handprint' : 'scan', ...cells, ...padding, failed ? result : ''];
  });
  return [['file', 'read as', ...head, 'fault'], ...rows]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
}

/** A field, quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front. */
function field(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
