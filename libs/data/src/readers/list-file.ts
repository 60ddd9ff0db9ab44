import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { imageListing } from './image-listing.js';
import type { Listing } from './listing.js';

/** The longest piece of a bad line that a message shows. */
const SHOWN = 80;

/**
 * Reads lines of `path<TAB>label` or `path,label`: UTF-8 with or without a byte order mark, ended by LF or CRLF, spaces
 * allowed in paths, empty lines skipped. The last separator of a line counts; a path in double quotes is taken out
 * of them, as in CSV files. Lists of `path<TAB>label<TAB>name` name their classes. Other lines are faults.
 * @param root folder that relative paths start from; absent: the list's own
 * @throws Error naming the file when it is no text or names no image at all
 */
export async function readList(list: string, root = dirname(list)): Promise<Listing> {
  const files: string[] = [];
  const labels: number[] = [];
  const names: (string | undefined)[] = [];
  const lines: number[] = [];
  const faults: string[] = [];
  for (const [i, text] of decodeUtf8(await readFile(list), list)
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '') continue;
    const { path, label, name } = splitLine(text);
    if (path === '' || !isLabel(label)) {
      const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
      faults.push(
        `${list}:${i + 1}: expected "path<TAB>label" or "path,label" with a whole number, found "${shown}"`,
      );
      continue;
    }
    files.push(resolve(root, unquote(path)));
    labels.push(Number(label));
    names.push(name);
    lines.push(i + 1);
  }
  if (files.length + faults.length === 0) throw new Error(`${list}: the list names no image`);
  return imageListing({
    layout: 'list',
    files,
    ...nameLabels(labels, names, (i, message) => faults.push(`${list}:${lines[i]}: ${message}`)),
    faults,
    origin: (i) => `${list}:${lines[i]}`,
  });
}

const isLabel = (text: string): boolean => /^-?\d{1,9}$/.test(text);

/**
 * What stands before and behind the last separator, and the name where a label stands before that. A pattern would
 * take minutes for a line of many separators.
 */
function splitLine(text: string): { path: string; label: string; name?: string } {
  const last = text.lastIndexOf('\t');
  const before = last > 0 ? text.lastIndexOf('\t', last - 1) : -1;
  const label = text.slice(before + 1, last).trim();
  if (before > 0 && isLabel(label))
    return { path: text.slice(0, before).trim(), label, name: text.slice(last + 1) };
  const separator = Math.max(last, text.lastIndexOf(','));
  return { path: text.slice(0, Math.max(0, separator)).trim(), label: text.slice(separator + 1).trim() };
}

/**
 * The classes of a list by name where its lines have names: those that occur, in the order of their labels, to which
 * the labels are numbered anew. -1 and an empty name stand for no label.
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

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file}: the list is not UTF-8 text; convert it first`, { cause: error });
  }
}
