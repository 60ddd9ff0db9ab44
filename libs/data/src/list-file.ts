import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A line of a list file. */
export interface ListEntry {
  /** Resolved against the root. */
  readonly path: string;
  readonly label: number;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Reads `path<TAB>label` lines: UTF-8 with or without a byte order mark, lines ended by LF or CRLF, spaces
 * allowed in paths, empty lines skipped.
 * @param root folder that relative paths start from; absent: the list's own
 * @throws Error naming file and line of the first line that is no such pair or whose label is not below `classes`
 */
export async function readList(file: string, classes: number, root = dirname(file)): Promise<ListEntry[]> {
  const entries: ListEntry[] = [];
  for (const [i, text] of decodeUtf8(await readFile(file), file)
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '') continue;
    const [, path, label] = /^(.*\S)\s*\t\s*(-?\d+)\s*$/.exec(text) ?? [];
    if (path === undefined || label === undefined) {
      const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text;
      throw new Error(`${file}:${i + 1}: expected "path<TAB>label" with a whole number, found "${shown}"`);
    }
    const value = Number(label);
    if (value < 0 || value >= classes)
      throw new Error(
        `${file}:${i + 1}: label ${label} is outside 0..${classes - 1} (data.classes is ${classes})`,
      );
    entries.push({ path: resolve(root, path), label: value, line: i + 1 });
  }
  if (entries.length === 0) throw new Error(`${file}: the list names no image`);
  return entries;
}

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file}: the list is not UTF-8 text; convert it first`, { cause: error });
  }
}
