import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { ConfigError } from './config-error.js';
import { explain } from './explain.js';
import { originOf, showOrigin, type Located } from './located.js';
import { merge, withoutEmpty } from './merge.js';
import { parseOverride } from './overrides.js';
import { readYaml } from './read-yaml.js';
import { configSchema, type RunConfig } from './schema.js';

/** What goes over the file. */
export interface LoadOptions {
  /** Files with some of the keys, each laid over what came before. */
  readonly overlays?: readonly string[];
  /** Each `key.inner=value`, as given to `--set`; the last one wins. */
  readonly overrides?: readonly string[];
}

/**
 * Reads a configuration: the file named by `extends`, if any, then the file itself, then the overlays, then the
 * overrides, checked by the schema, with every default filled in. Relative paths of data are left as they are: they
 * count from the working folder.
 * @throws ConfigError listing every problem with file, line, column and key
 */
export function loadConfig(path: string, { overlays = [], overrides = [] }: LoadOptions = {}): RunConfig {
  const files = [path, ...overlays].map((file) => readExtended(file, []));
  const merged = [...files, ...overrides.map(parseOverride)].reduce(merge);
  const located = { ...merged, value: withoutEmpty(merged.value) };
  const result = configSchema.safeParse(located.value);
  if (!result.success) throw new ConfigError(explain(result.error.issues, located));
  return result.data;
}

/** @param below the files that led here */
function readExtended(path: string, below: readonly string[]): Located {
  const { value, origins } = readYaml(path);
  const { extends: base, ...own } = value;
  if (base === undefined || base === null) return { value: own, origins };
  const origin = originOf(origins, ['extends']);
  const fail = (problem: string) =>
    new ConfigError([`${origin ? showOrigin(origin) : path} extends: ${problem}`]);
  if (typeof base !== 'string') throw fail('the name of one file is expected');
  const chain = [...below, path];
  const next = isAbsolute(base) ? base : join(dirname(path), base);
  let real: string;
  try {
    real = realpathSync(next);
  } catch {
    throw fail(`${next}: no such file`);
  }
  if (chain.some((file) => realpathSync(file) === real))
    throw fail(`a circle: ${[...chain, next].join(' -> ')}`);
  return merge(readExtended(next, chain), { value: own, origins });
}
