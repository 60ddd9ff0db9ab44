import { createHash } from 'node:crypto';
import { writeWhole } from '@jiagu/disk';
import { stringify } from 'yaml';
import type { RunConfig } from './schema.js';

/**
 * Writes a configuration with every default filled in, complete or not at all; {@link loadConfig} reads it back.
 * @throws WriteError naming the file, when it can't be written
 */
export function writeConfig(path: string, config: RunConfig): void {
  writeWhole(path, stringify(config, { aliasDuplicateObjects: false }));
}

/**
 * A fingerprint of a configuration, or of a part of it: SHA-256 in hexadecimal, the same whatever the order of the keys
 * and whether a default was written out or not.
 */
export function configDigest(config: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(config)))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
