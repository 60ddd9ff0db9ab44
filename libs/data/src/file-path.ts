import { Buffer, isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A path as the file system takes it: text, or bytes where the name is not UTF-8 (GBK, Big5, Latin-1). */
export type FilePath = string | Buffer;

/** The path that these bytes spell: a string where they are UTF-8. */
export const pathOf = (bytes: Buffer): FilePath => (isUtf8(bytes) ? bytes.toString('utf8') : bytes);

/** The path of an entry of a folder. */
export function joinPath(folder: FilePath, name: FilePath): FilePath {
  if (typeof folder === 'string' && typeof name === 'string') return join(folder, name);
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(name)]);
}

/** An absolute path. @param folder that a relative path is relative to */
export function absolutePath(path: FilePath, folder = '.'): FilePath {
  if (typeof path === 'string') return resolve(folder, path);
  return path.toString('latin1', 0, 1) === '/' ? path : joinPath(resolve(folder), path);
}

/** A path as messages and reports show it: bytes that are not UTF-8 as `\xb4`. */
export function shownPath(path: FilePath): string {
  if (typeof path === 'string') return path;
  let shown = '';
  for (let i = 0; i < path.length;) {
    const length = [1, 2, 3, 4].find((n) => i + n <= path.length && isUtf8(path.subarray(i, i + n)));
    shown +=
      length === undefined ? `\\x${path.toString('hex', i, i + 1)}` : path.toString('utf8', i, i + length);
    i += length ?? 1;
  }
  return shown;
}

/** Text with every character outside ASCII written as its code, so that texts that look alike can be told apart. */
const codesOf = (text: string): string =>
  Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x80 ? character : `\\u{${code.toString(16)}}`;
  }).join('');

/**
 * Says how two texts that look alike differ in Unicode form, as names from macOS (NFD: letter and accent apart) and
 * from elsewhere (NFC) do; undefined where they are equal or differ otherwise.
 */
export function unicodeDifference(here: string, there: string): string | undefined {
  if (here === there || here.normalize('NFC') !== there.normalize('NFC')) return undefined;
  return `the names look alike but differ in Unicode form (NFC, NFD): here ${codesOf(here)}, there ${codesOf(there)}`;
}

/** Why a file is not found, to append to a message: a name in another Unicode form or encoding; empty where unknown. */
export async function hintOnMissing(path: FilePath): Promise<string> {
  if (typeof path !== 'string') return '';
  if (path.includes('\uFFFD'))
    return '; its name has bytes that are not UTF-8: name the folder that holds it, whose entries are read as bytes, or convert the name (convmv)';
  const there = await otherForm(path);
  const difference = there === undefined ? undefined : unicodeDifference(path, there);
  return difference === undefined ? '' : `; ${difference}: rename one of them`;
}

/** A path that exists and differs from the given one in the Unicode form of its parts alone. */
async function otherForm(path: string): Promise<string | undefined> {
  if (codesOf(path) === path) return undefined;
  const [first = '', ...parts] = path.split('/');
  let found = first;
  for (const part of parts) {
    const forms = [part, part.normalize('NFC'), part.normalize('NFD')].map((form) => `${found}/${form}`);
    const there = await Promise.all(forms.map((form) => stat(form).then(Boolean, () => false)));
    const i = there.indexOf(true);
    if (i < 0) return undefined;
    found = forms[i] as string;
  }
  return found;
}
