/** Prints a result to stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a result to stdout as JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Prints a message to stderr, so that stdout holds only results; on a terminal it overwrites a status line. */
export function note(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
}

/** A share from 0 to 1 in percent: `94.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
