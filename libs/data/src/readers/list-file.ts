import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { imageListing } from './image-listing.js';
import type { Listing } from './listing.js';

/** The longest piece of a bad line that a message shows. */
const SHOWN = 80;

/**
 * Reads lines of `path<TAB>label` or `path,label`: UTF-8 with or without a byte order mark, ended by LF or CRLF, spaces
 * allowed in paths, empty lines skipped. The last separator of a line counts; a path in double quotes is taken out
 * of them, as in CSV files. Other lines are faults.
 * @param root folder that relative paths start from; absent: the list's own
 * @throws Error naming the file when it is no text or names no image at all
 */
export async function readList(list: string, root = dirname(list)): Promise<Listing> {
  const files: string[] = [];
  const labels: number[] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  for (const [i, text] of decodeUtf8(await readFile(list), list)
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '') continue;
    const { path, label } = splitLine(text);
    if (path === '' || !/^-?\d{1,9}$/.test(label)) {
      const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
      faults.push(
        `${list}:${i + 1}: expected "path<TAB>label" or "path,label" with a whole number, found "${shown}"`,
      );
      continue;
    }
    files.push(resolve(root, unquote(path)));
    labels.push(Number(label));
    lines.push(i + 1);
  }
  if (files.length + faults.length === 0) throw new Error(`${list}: the list names no image`);
  return imageListing({
    layout: 'list',
    files,
    labels: Int32Array.from(labels),
    faults,
    origin: (i) => `${list}:${lines[i]}`,
  });
}

/** What stands before and behind the last separator. A pattern would take minutes for a line of many separators. */
function splitLine(text: string): { path: string; label: string } {
  const separator = Math.max(text.lastIndexOf('\t'), text.lastIndexOf(','));
  return { path: text.slice(0, Math.max(0, separator)).trim(), label: text.slice(separator + 1).trim() };
}

const unquote = (path: string): string =>
  /^".+"$/.test(path) ? path.slice(1, -1).replaceAll('""', '"') : path;

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file}: the list is not UTF-8 text; convert it first`, { cause: error });
  }
}
