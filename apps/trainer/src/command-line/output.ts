/** A result, for stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A result for machines, for stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** What goes on, for stderr, so that results on stdout stay clean; on a terminal in place of a status line. */
export function note(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
}

/** A share of one as `94.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
