import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from './config-error.js';

/** More than any configuration needs; a limit, since the work of parsing a hostile YAML file grows with its size. */
const maximumBytes = 256 * 1024;

/** Why a file can't be read. */
const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: a part of its path is a file, not a folder',
  EACCES: 'no permission to read it (see `ls -l`, `chmod`)',
  EPERM: 'no permission to read it (see `ls -l`, `chmod`)',
  ELOOP: 'its path has links that lead back to themselves',
};

/**
 * Reads a configuration file in UTF-8, with or without a byte order mark.
 * @throws ConfigError when it can't be read, is too large, or is in another encoding, with the line and how to convert
 *   it
 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  const mark = encodingOfMark(bytes);
  if (mark === undefined && isUtf8(bytes) && !bytes.includes(0)) return new TextDecoder().decode(bytes);
  const encoding = mark ?? guessEncoding(bytes);
  const line = mark === undefined ? lineOfFault(bytes) : 1;
  throw new ConfigError([
    `${path}:${line}:1 this is not UTF-8, it looks like ${encoding}; convert it: iconv -f ${encoding} -t UTF-8 ${path} > utf8.yaml`,
  ]);
}

function readBytes(path: string): Buffer {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error('not a file');
    if (stat.size > maximumBytes)
      throw new Error(`${stat.size} bytes; a configuration has at most ${maximumBytes}`);
    return readFileSync(path);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${path}: ${reasons[code] ?? message}`]);
  }
}

/** The encoding that a byte order mark names; undefined for UTF-8 or without a mark. */
function encodingOfMark(bytes: Buffer): string | undefined {
  const starts = (...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) return 'UTF-32';
  return starts(0xff, 0xfe) || starts(0xfe, 0xff) ? 'UTF-16' : undefined;
}

/** The most likely encoding of a file that is not UTF-8, by a name that iconv knows. */
function guessEncoding(bytes: Buffer): string {
  const zero = bytes.indexOf(0);
  if (zero >= 0) return zero % 2 === 1 ? 'UTF-16LE' : 'UTF-16BE';
  for (const encoding of ['GB18030', 'BIG5']) {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return encoding;
    } catch {
      // The next one.
    }
  }
  return 'ISO-8859-1';
}

/** From 1. */
function lineOfFault(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (end < 0 || !isUtf8(text) || text.includes(0)) return line;
    start = end + 1;
  }
}
