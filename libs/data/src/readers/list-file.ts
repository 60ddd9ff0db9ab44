import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absolutePath, type FilePath, pathOf, shownPath } from '../file-path.js';
import { imageListing } from './image-listing.js';
import type { Listing } from './listing.js';

/** The longest piece of a bad line that a message shows. */
const SHOWN = 80;

/** How a list is to be read. */
export interface ListOptions {
  /** Folder that relative paths start from; absent: the list's own. */
  readonly root?: string;
  /**
   * Whether every line must have a label (the default); else a line may be a path alone, or have another word after a
   * tab.
   */
  readonly labelled?: boolean;
}

/**
 * Reads lines of `path<TAB>label` or `path,label`: UTF-8 with or without a byte order mark, ended by LF or CRLF. Paths
 * may have spaces. Empty lines are skipped, and so are comments before the first image: lines that begin with `# ` and
 * have no tab. The last separator of a line counts; double quotes around a path are removed, as in CSV files. Lists of
 * `path<TAB>label<TAB>name` name their classes. Other lines are faults. A path that is not UTF-8 is taken by its bytes
 * where the first such path names a file.
 * @throws Error naming the file when it is not text or names no image at all
 */
export async function readList(
  list: string,
  { root = dirname(list), labelled = true }: ListOptions = {},
): Promise<Listing> {
  const paths: FilePath[] = [];
  const labels: number[] = [];
  const names: (string | undefined)[] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  let bytesName = false;
  for (const [i, { text, encoding }] of linesOf(await readFile(list)).entries()) {
    if (trim(text) === '') continue;
    if (lines.length + faults.length === 0 && isNote(text)) continue;
    const { path, label, name } = labelled ? splitLine(text) : splitFreely(text);
    const understood = path !== '' && isLabel(label);
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
    names.push(labelled && name !== undefined ? shownPath(pathOf(Buffer.from(name, encoding))) : undefined);
    lines.push(i + 1);
  }
  if (paths.length + faults.length === 0) throw new Error(`${list}: the list names no image`);
  return imageListing({
    layout: 'list',
    paths,
    ...nameLabels(labels, names, (i, message) => faults.push(`${list}:${lines[i]}: ${message}`)),
    faults,
    origin: (i) => `${list}:${lines[i]}`,
  });
}

/** Whether a line before the first image is a comment. */
const isNote = (text: string): boolean => text.startsWith('# ') && !text.includes('\t');

const isLabel = (text: string): boolean => /^-?\d{1,9}$/.test(text);

/** A line, without its end. */
interface Line {
  readonly text: string;
  /** `latin1`: not UTF-8; each character stands for a byte. */
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
  const text = bytes.toString(encoding);
  return { text: text.endsWith('\r') ? text.slice(0, -1) : text, encoding };
}

/** Text without blanks around it. Other white space of JavaScript may be half a character of another encoding. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t\r'.includes(text[start] as string)) start++;
  while (end > start && ' \t\r'.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/**
 * The text before and after the last separator, and the name where a label comes before that. A regular expression
 * would take minutes for a line of many separators.
 */
function splitLine(text: string): { path: string; label: string; name?: string } {
  const last = text.lastIndexOf('\t');
  const before = last > 0 ? text.lastIndexOf('\t', last - 1) : -1;
  const label = trim(text.slice(before + 1, last));
  if (before > 0 && isLabel(label))
    return { path: trim(text.slice(0, before)), label, name: text.slice(last + 1) };
  const separator = Math.max(last, text.lastIndexOf(','));
  return { path: trim(text.slice(0, Math.max(0, separator))), label: trim(text.slice(separator + 1)) };
}

/** The same, but a line without a number is a path alone, up to a tab. */
function splitFreely(text: string): ReturnType<typeof splitLine> {
  const split = splitLine(text);
  if (isLabel(split.label) && split.path !== '') return split;
  const [path = ''] = text.split('\t', 1);
  return { path: trim(path), label: '-1' };
}

/**
 * The classes of a list whose lines have names: those that occur, in the order of their labels, which are renumbered
 * from 0. -1 stands for no label; an empty name is then allowed.
 */
function nameLabels(
  labels: readonly number[],
  names: readonly (string | undefined)[],
  fault: (line: number, message: string) => void,
): Pick<Listing, 'labels' | 'classNames'> {
  if (names.every((name) => name === undefined)) return { labels: Int32Array.from(labels) };
  const [nameOf, labelOf] = [new Map<number, string>(), new Map<string, number>()];
  for (const [i, name] of names.entries()) {
    const label = labels[i] as number;
    if (name === undefined)
      fault(i, 'the class has no name, as other lines have: expected "path<TAB>label<TAB>name"');
    else if (label < 0) continue;
    else if (name === '') fault(i, `label ${label} has no name`);
    else if ((nameOf.get(label) ?? name) !== name)
      fault(i, `label ${label} is called ${name}, but ${nameOf.get(label)} before`);
    else if ((labelOf.get(name) ?? label) !== label)
      fault(i, `${name} has label ${label}, but ${labelOf.get(name)} before`);
    else {
      nameOf.set(label, name);
      labelOf.set(name, label);
    }
  }
  const order = [...nameOf.keys()].sort((a, b) => a - b);
  const places = new Map(order.map((label, place) => [label, place]));
  return {
    labels: Int32Array.from(labels, (label) => places.get(label) ?? -1),
    classNames: order.map((label) => nameOf.get(label) as string),
  };
}

const unquote = (path: string): string =>
  /^".+"$/.test(path) ? path.slice(1, -1).replaceAll('""', '"') : path;
