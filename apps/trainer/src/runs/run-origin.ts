import { existsSync, readFileSync } from 'node:fs';
import { describeChange, idleSettings, type ConfigChange, type RunConfig } from '@jiagu/config';
import { writeWhole } from '@jiagu/disk';
import type { RunOrigin } from '@jiagu/training';
import { note } from '../command-line/output.js';

/** A configuration that a sweep writes for one of its runs has beside it what it was made of. */
const originFile = (config: string): string => `${config}.origin.json`;

/** Leaves beside a written configuration what it was made of, for {@link originOf}. */
export function writeOrigin(config: string, origin: RunOrigin): void {
  writeWhole(originFile(config), `${JSON.stringify(origin, null, 2)}\n`);
}

/**
 * What a run is started from: its configuration file, or that from which the file was made, and every key in which the
 * run departs from it.
 */
export function originOf(config: string, changes: readonly ConfigChange[]): RunOrigin {
  const own = changes.map(describeChange);
  const beside = originFile(config);
  if (!existsSync(beside)) return { file: config, changes: own };
  const { file, changes: earlier } = JSON.parse(readFileSync(beside, 'utf8')) as RunOrigin;
  return { file, changes: [...earlier, ...own] };
}

/** Says on stderr what departs from the file, and what the configuration asks for but can't take effect. */
export function announce({ file, changes }: RunOrigin, configs: readonly RunConfig[]): void {
  if (changes.length > 0) note(`changed from ${file}:\n${changes.map((line) => `  ${line}`).join('\n')}`);
  for (const line of new Set(configs.flatMap(idleSettings))) note(`warning: ${line}`);
}
