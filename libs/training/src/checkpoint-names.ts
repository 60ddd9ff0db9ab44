import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.js';

/** A file in `checkpoints/` that names a checkpoint. */
export type Pointer = 'last' | 'best';

const namePattern = /^step-(\d{6,})$/;

/** The name of the checkpoint after `step` completed steps, and of its folder. */
export const checkpointName = (step: number): string => `step-${String(step).padStart(6, '0')}`;

/** Makes `last` or `best` point to a checkpoint. */
export function point(folder: RunFolder, pointer: Pointer, name: string): void {
  folder.write(join('checkpoints', pointer), `${name}\n`);
}

/** The name of the checkpoint that a pointer points to; null when the pointer is missing or damaged. */
export function pointed(folder: RunFolder, pointer: Pointer): string | null {
  const path = folder.file('checkpoints', pointer);
  const name = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return namePattern.test(name) ? name : null;
}

/**
 * The name of the checkpoint that a pointer points to.
 * @throws Error when the pointer is missing or damaged; the message says which
 */
export function requirePointed(folder: RunFolder, pointer: Pointer): string {
  const name = pointed(folder, pointer);
  if (name) return name;
  const file = folder.file('checkpoints', pointer);
  if (!existsSync(file)) throw new Error(`${folder.path} has no checkpoint \`${pointer}\``);
  const known = checkpointNames(folder).join(', ') || 'none is left';
  throw new Error(`${file} is damaged: it should hold the name of a checkpoint (${known})`);
}

/** The names of all checkpoints, newest first. */
export function checkpointNames(folder: RunFolder): string[] {
  const path = folder.file('checkpoints');
  const step = (name: string): number => Number(namePattern.exec(name)?.[1]);
  return (existsSync(path) ? readdirSync(path) : [])
    .filter((name) => namePattern.test(name))
    .sort((a, b) => step(b) - step(a));
}

/**
 * Removes all checkpoints but the newest `keep` and those that `last` and `best` point to, and the unfinished ones that
 * a killed process left.
 */
export function pruneCheckpoints(folder: RunFolder, keep: number): void {
  const names = checkpointNames(folder);
  const kept = new Set([...names.slice(0, keep), pointed(folder, 'last'), pointed(folder, 'best')]);
  const hidden = readdirSync(folder.file('checkpoints')).filter((name) => name.startsWith('.step-'));
  for (const name of [...names.filter((name) => !kept.has(name)), ...hidden])
    rmSync(folder.file('checkpoints', name), { recursive: true, force: true });
}
