import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { configDigest, describeChange, loadChanged, type RunConfig } from '@jiagu/config';
import type { RunOrigin } from '@jiagu/training';
import { UsageError } from '../command-line/usage-error.js';

/** One run of a sweep. */
export interface SweepRun {
  /** name of the run and its folder: method, seed and a digest of the resolved configuration */
  readonly name: string;
  readonly method: string;
  readonly config: RunConfig;
  readonly origin: RunOrigin;
}

interface SweepOptions {
  /** configuration file of the study */
  readonly config: string;
  /** names of files in `methods/` beside it, or paths of such files; if empty, the study's own method */
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  readonly overrides: readonly string[];
}

/**
 * All runs of a sweep: each method with each seed.
 * @throws UsageError naming an unknown method and the known ones; ConfigError when a configuration is invalid
 */
export function planSweep({ config, methods, seeds, overrides }: SweepOptions): SweepRun[] {
  const overlays = methods.length > 0 ? methods.map((method) => findMethod(config, method)) : [null];
  // Seed by seed, so that even a stopped sweep has compared all methods at least once.
  return seeds.flatMap((seed) =>
    overlays.map((overlay) => {
      const { config: loaded, changes } = loadChanged(config, {
        overlays: overlay === null ? [] : [overlay],
        overrides: [...overrides, `seed=${seed}`],
      });
      const method = overlay === null ? loaded.method.name : parse(overlay).name;
      const name = `${method.replace(/[^\w.-]/g, '-')}-seed${seed}-${runDigest(loaded).slice(0, 8)}`;
      const file = overlay === null ? config : `${config} with ${overlay}`;
      const origin = { file, changes: changes.map(describeChange) };
      return { name, method, config: { ...loaded, name }, origin };
    }),
  );
}

/** The name of a sweep: its configuration's, or its folder's where that is called `study`, as each study's is. */
export function sweepName(config: string): string {
  const { dir, name } = parse(resolve(config));
  return name === 'study' ? basename(dir) : name;
}

/** Digest of a configuration without its name, device and threads, which do not change what is trained. */
function runDigest({ name: _, device: __, threads: ___, ...trained }: RunConfig): string {
  return configDigest(trained);
}

/** The file of a method: the given path, or a file in the folder `methods/` beside the study. */
function findMethod(config: string, method: string): string {
  if (/\.ya?ml$/.test(method)) return method;
  const folder = join(dirname(config), 'methods');
  const path = join(folder, `${method}.yaml`);
  if (existsSync(path)) return path;
  const known = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [parse(file).name] : []))
    : [];
  throw new UsageError(
    `there is no method ${path}; ${known.length > 0 ? `known: ${known.join(', ')}` : `${folder} has none`}; the path of a YAML file is also accepted`,
  );
}
