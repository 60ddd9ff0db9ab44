import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoaderState } from '@jiagu/data';
import type { StateDict } from '@jiagu/nn';
import type { RandomState } from '@jiagu/random';
import type { Method } from './method.js';
import type { RunFolder } from './run-folder.js';
import { readStateDict, writeStateDict } from './state-file.js';

/** All of a training's state that is not a tensor. */
export interface TrainingState {
  /** steps done */
  step: number;
  /** seconds of training so far */
  seconds: number;
  random: Record<string, RandomState>;
  loaders: Record<'source' | 'target', LoaderState>;
  /** of each hook that has state, by its name */
  hooks: Record<string, unknown>;
}

interface StateFile extends TrainingState {
  files: Record<string, { bytes: number; sha256: string }>;
}

/** What a checkpoint may be asked for by. */
export type Pointer = 'last' | 'best';

const tensorFiles = ['model.safetensors', 'optimizer.safetensors'] as const;

/** The folder of a step's checkpoint. */
const folderName = (step: number): string => `step-${String(step).padStart(6, '0')}`;

/** Writes a checkpoint, complete or not at all, and points `last` to it. */
export function saveCheckpoint(folder: RunFolder, method: Method, state: TrainingState): string {
  const name = folderName(state.step);
  const path = folder.file('checkpoints', name);
  const beside = folder.file('checkpoints', `.${name}.part`);
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  writeStateDict(join(beside, 'model.safetensors'), collect(method.modules, '.'));
  writeStateDict(join(beside, 'optimizer.safetensors'), collect(method.optimizers, '.'));
  const files = Object.fromEntries(tensorFiles.map((file) => [file, describe(join(beside, file))]));
  writeFileSync(join(beside, 'state.json'), `${JSON.stringify({ ...state, files }, null, 2)}\n`, {
    flush: true,
  });
  rmSync(path, { recursive: true, force: true });
  renameSync(beside, path);
  point(folder, 'last', name);
  return name;
}

/** Makes `last` or `best` name a checkpoint. */
export function point(folder: RunFolder, pointer: Pointer, name: string): void {
  folder.write(join('checkpoints', pointer), `${name}\n`);
}

/** The name of the checkpoint that a pointer names; null where there is none yet. */
export function pointed(folder: RunFolder, pointer: Pointer): string | null {
  const path = folder.file('checkpoints', pointer);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/** Removes all but the newest `keep` checkpoints and those that `last` and `best` name. */
export function pruneCheckpoints(folder: RunFolder, keep: number): void {
  const names = readdirSync(folder.file('checkpoints'))
    .filter((name) => name.startsWith('step-'))
    .sort();
  const kept = new Set([...names.slice(-keep), pointed(folder, 'last'), pointed(folder, 'best')]);
  for (const name of names)
    if (!kept.has(name)) rmSync(folder.file('checkpoints', name), { recursive: true });
}

/**
 * Fills the networks of a method, and where `optimizers` is set its optimisers, from a checkpoint.
 * @throws Error naming the file, when there is none, it is damaged or belongs to another architecture
 */
export function loadCheckpoint(
  folder: RunFolder,
  pointer: Pointer,
  method: Method,
  { optimizers = false } = {},
): TrainingState {
  const name = pointed(folder, pointer);
  if (!name) throw new Error(`${folder.path} has no checkpoint \`${pointer}\``);
  const path = (file: string): string => folder.file('checkpoints', name, file);
  const { files, ...state } = JSON.parse(readFileSync(path('state.json'), 'utf8')) as StateFile;
  for (const file of tensorFiles) {
    const [found, expected] = [describe(path(file)), files[file]];
    if (found.bytes !== expected?.bytes || found.sha256 !== expected.sha256)
      throw new Error(`${path(file)} is damaged: its SHA-256 is not the one that state.json states`);
  }
  distribute(path('model.safetensors'), method.modules);
  if (optimizers) distribute(path('optimizer.safetensors'), method.optimizers);
  method.at = state.step;
  return state;
}

function collect(
  parts: Readonly<Record<string, { stateDict(prefix: string): StateDict }>>,
  dot: string,
): StateDict {
  return new Map(Object.entries(parts).flatMap(([prefix, part]) => [...part.stateDict(prefix + dot)]));
}

function distribute(
  file: string,
  parts: Readonly<Record<string, { loadStateDict(state: StateDict, prefix: string): void }>>,
): void {
  const state = readStateDict(file);
  try {
    for (const [prefix, part] of Object.entries(parts)) part.loadStateDict(state, `${prefix}.`);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function describe(path: string): { bytes: number; sha256: string } {
  return {
    bytes: statSync(path).size,
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
  };
}
