import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absolutePath, type FilePath, pathOf } from '../file-path.js';
import { imageListing } from './image-listing.js';
import type { Listing } from './listing.js';

/** The longest piece of a bad line that a message shows. */
const SHOWN = 80;

/** How a list is to be read. */
export interface ListOptions {
  /** Folder that relative paths start from; absent: the list's own. */
  readonly root?: string;
  /** Whether every line must have a label; else a line may be a path alone, or have another word behind a tab. */
  readonly labelled?: boolean;
}

/**
 * Reads lines of `path<TAB>label` or `path,label`: UTF-8 with or without a byte order mark, ended by LF or CRLF, spaces
 * allowed in paths, empty lines skipped. The last separator of a line counts; a path in double quotes is taken out
 * of them, as in CSV files. Other lines are faults. A path that is not UTF-8 is taken by its bytes where the first such
 * path names a file.
 * @throws Error naming the file when it is no text or names no image at all
 */
export async function readList(
  list: string,
  { root = dirname(list), labelled = true }: ListOptions = {},
): Promise<Listing> {
  const paths: FilePath[] = [];
  const labels: number[] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  let bytesName = false;
  for (const [i, { text, encoding }] of linesOf(await readFile(list)).entries()) {
    if (text === '') continue;
    const { path, label } = labelled ? splitLine(text) : splitFreely(text);
    const understood = path !== '' && /^-?\d{1,9}$/.test(label);
    const file = absolutePath(pathOf(Buffer.from(unquote(path), encoding)), root);
    // Bytes that name no file are text in another encoding, and the file has another name.
    if (encoding === 'latin1' && !bytesName) {
      if (!understood || !existsSync(file))
        throw new Error(`${list}: the list is not UTF-8 text; convert it first`);
      bytesName = true;
    }
    if (!understood) {
      const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
      faults.push(
        `${list}:${i + 1}: expected "path<TAB>label" or "path,label" with a whole number, found "${shown}"`,
      );
      continue;
    }
    paths.push(file);
    labels.push(Number(label));
    lines.push(i + 1);
  }
  if (paths.length + faults.length === 0) throw new Error(`${list}: the list names no image`);
  return imageListing({
    layout: 'list',
    paths,
    labels: Int32Array.from(labels),
    faults,
    origin: (i) => `${list}:${lines[i]}`,
  });
}

/** A line, without white space around it. */
interface Line {
  readonly text: string;
  /** `latin1`: no UTF-8, a character stands for a byte. */
  readonly encoding: 'utf8' | 'latin1';
}

function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf('\n', start);
    const end = feed < 0 ? bytes.length : feed;
    lines.push(lineOf(bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function lineOf(bytes: Buffer): Line {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { text: trim(bytes.toString(encoding)), encoding };
}

/** Text without blanks around it. What else JavaScript takes for white space may be half a character of another encoding. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t\r'.includes(text[start] as string)) start++;
  while (end > start && ' \t\r'.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** What stands before and behind the last separator. A pattern would take minutes for a line of many separators. */
function splitLine(text: string): { path: string; label: string } {
  const separator = Math.max(text.lastIndexOf('\t'), text.lastIndexOf(','));
  return { path: trim(text.slice(0, Math.max(0, separator))), label: trim(text.slice(separator + 1)) };
}

/** The same, but a line without a number is a path alone, up to a tab. */
function splitFreely(text: string): { path: string; label: string } {
  const split = splitLine(text);
  if (/^-?\d{1,9}$/.test(split.label) && split.path !== '') return split;
  const [path = ''] = text.split('\t', 1);
  return { path: trim(path), label: '-1' };
}

const unquote = (path: string): string =>
  /^".+"$/.test(path) ? path.slice(1, -1).replaceAll('""', '"') : path;
