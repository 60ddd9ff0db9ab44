import { existsSync, readFileSync } from 'node:fs';
import { describeChange, idleSettings, type ConfigChange, type RunConfig } from '@jiagu/config';
import { writeWhole } from '@jiagu/disk';
import type { RunOrigin } from '@jiagu/training';
import { note } from '../command-line/output.js';

/** The file beside a configuration written by a sweep that records its origin. */
const originFile = (config: string): string => `${config}.origin.json`;

/** Records the origin of a written configuration beside it, for {@link originOf}. */
export function writeOrigin(config: string, origin: RunOrigin): void {
  writeWhole(originFile(config), `${JSON.stringify(origin, null, 2)}\n`);
}

/**
 * The origin of a run: its configuration file, or the one from which that file was made, and every key in which the run
 * differs from it.
 */
export function originOf(config: string, changes: readonly ConfigChange[]): RunOrigin {
  const own = changes.map(describeChange);
  const beside = originFile(config);
  if (!existsSync(beside)) return { file: config, changes: own };
  const { file, changes: earlier } = JSON.parse(readFileSync(beside, 'utf8')) as RunOrigin;
  return { file, changes: [...earlier, ...own] };
}

/** Reports on stderr how the configuration differs from the file, and which of its settings have no effect. */
export function announce({ file, changes }: RunOrigin, configs: readonly RunConfig[]): void {
  if (changes.length > 0) note(`changed from ${file}:\n${changes.map((line) => `  ${line}`).join('\n')}`);
  for (const line of new Set(configs.flatMap(idleSettings))) note(`warning: ${line}`);
}
