import { createHash } from 'node:crypto';
import { existsSync, openSync, read as readCallback, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { DataConfig } from '@jiagu/config';
import { describeDifference, matchClasses } from '../class-names.js';
import { domainsOf, type Domains } from '../domains.js';
import { mixedParts } from '../mixed-part.js';
import { partOf, type PartName } from '../part-names.js';
import { configuredClasses, type KnownClasses } from '../readers/classify-listing.js';
import { PackedDataset } from './packed-dataset.js';
import { HEADER_LENGTH, MAGIC, packedSettings, type PackedIndex } from './packed-index.js';

/**
 * Opens the packed file of a configuration; undefined where none is named or it doesn't exist. Its images are read on
 * demand and not kept, since the operating system caches the file.
 * @param known names that the classes already have, which the file's are matched to
 * @throws Error when the file is damaged, was packed with other settings or has other classes
 */
export async function openPacked(
  config: DataConfig,
  known: KnownClasses | undefined = configuredClasses(config),
): Promise<Domains | undefined> {
  const { packed } = config;
  if (packed === undefined || !existsSync(packed)) return undefined;
  const { index, descriptor } = readPackedIndex(packed);
  refuseOtherSettings(packed, index, config);
  const { parts, settings } = index;
  const { classNames, numbers } = matchPacked(packed, index.classNames, known);
  const side = settings.resizeTo;
  let start = HEADER_LENGTH;
  const openPart = (name: PartName): PackedDataset => {
    const part = parts[name];
    if (!part) throw new Error(`${packed} has no ${name}; remove it and pack again (jiagu data pack)`);
    const configured = partOf(config, name);
    const dataset = new PackedDataset({
      name,
      classNames,
      channels: settings.channels,
      resizeTo: side,
      balanced: name === 'source.train' && config.balanced,
      ...(Array.isArray(configured) && { mixture: mixedParts(configured, part.mixture ?? []) }),
      part: { ...part, labels: part.labels.map((label) => numbers[label] ?? -1) },
      file: packed,
      start,
      readAt: (bytes, position) => readAll(packed, descriptor, bytes, position),
    });
    start = dataset.end;
    return dataset;
  };
  // In the order in which they were packed.
  const opened = domainsOf(config).map((domain) => {
    const train = openPart(`${domain}.train`);
    return [domain, { train, test: openPart(`${domain}.test`) }];
  });
  return { ...Object.fromEntries(opened), classNames };
}

/** Whether a path names a packed file, by its first bytes. */
export async function isPacked(path: string): Promise<boolean> {
  // Opening a pipe would wait for its other end.
  const found = await stat(path).catch(() => undefined);
  const file = found?.isFile() ? await open(path).catch(() => undefined) : undefined;
  if (!file) return false;
  const start = Buffer.alloc(MAGIC.length);
  await file.read(start);
  await file.close();
  return start.toString('latin1') === MAGIC;
}

/**
 * Reads header and index.
 * @returns the index, and the open file's descriptor, which lasts as long as the process
 * @throws Error naming the file when it is not a packed file, is cut off or damaged
 */
export function readPackedIndex(file: string): { index: PackedIndex; descriptor: number } {
  const advice = 'remove it and pack again (jiagu data pack)';
  const descriptor = openSync(file, 'r');
  const header = Buffer.alloc(HEADER_LENGTH);
  readSync(descriptor, header, 0, HEADER_LENGTH, 0);
  if (header.toString('latin1', 0, 8) !== MAGIC) throw new Error(`${file} is no packed file; ${advice}`);
  const length = Number(header.readBigUInt64LE(16));
  const offset = Number(header.readBigUInt64LE(8));
  // An index takes some hundred bytes an image; a damaged length is not believed.
  const text = Buffer.alloc(Math.min(length, 2 ** 31));
  const bytesRead = readSync(descriptor, text, 0, text.length, offset);
  const digest = createHash('sha256').update(text.subarray(0, bytesRead)).digest();
  if (bytesRead !== length || !digest.equals(header.subarray(24, 56)))
    throw new Error(`${file} is cut off or damaged: its index does not match its checksum; ${advice}`);
  return { index: JSON.parse(text.toString('utf8')) as PackedIndex, descriptor };
}

/** The classes of a packed file as the known ones number them. @throws Error with both lists where one is unknown */
function matchPacked(file: string, names: readonly string[], known: KnownClasses | undefined) {
  if (!known) return { classNames: names, numbers: [...names.keys()] };
  const { numbers, unknown } = matchClasses(names, known.names);
  if (unknown.length > 0)
    throw new Error(
      `${file}: ${describeDifference(known, { whose: 'the packed file', names }, { unknown })}`,
    );
  return { classNames: known.names, numbers };
}

function refuseOtherSettings(file: string, { settings }: PackedIndex, config: DataConfig): void {
  // Through JSON as the index went, so that what is undefined is absent in both.
  const wanted = JSON.parse(JSON.stringify(packedSettings(config))) as Record<string, unknown>;
  const found = settings as unknown as Record<string, unknown>;
  const different = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].filter(
    (key) => !isDeepStrictEqual(wanted[key], found[key]),
  );
  if (different.length === 0) return;
  const differences = different.map(
    (key) => `data.${key} was ${JSON.stringify(found[key])}, now it is ${JSON.stringify(wanted[key])}`,
  );
  throw new Error(
    `${file} was packed with other settings: ${differences.join('; ')}; pack again (jiagu data pack), or set ` +
      'data.packed to another file',
  );
}

const readAsync = promisify(readCallback);

async function readAll(file: string, descriptor: number, bytes: Uint8Array, position: number): Promise<void> {
  const { bytesRead } = await readAsync(descriptor, bytes, 0, bytes.length, position);
  if (bytesRead < bytes.length) throw new Error(`${file} is cut off`);
}
