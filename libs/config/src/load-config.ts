import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { configChanges, type ConfigChange } from './config-changes.js';
import { ConfigError } from './config-error.js';
import { explain } from './explain.js';
import { originOf, showOrigin, type Located } from './located.js';
import { merge, withoutEmpty } from './merge.js';
import { applyOverrides } from './overrides.js';
import { readYaml } from './read-yaml.js';
import { configSchema, type RunConfig } from './schema.js';

/** What is laid over the file. */
export interface LoadOptions {
  /** Files with some of the keys, each laid over what came before. */
  readonly overlays?: readonly string[];
  /** Each `key.inner=value`, as given to `--set`; the last one wins. */
  readonly overrides?: readonly string[];
}

/** A configuration, and what the overrides made of its files. */
export interface ChangedConfig {
  readonly config: RunConfig;
  /** Every key that has another value than the files alone would give it, defaults included. */
  readonly changes: readonly ConfigChange[];
}

/**
 * Reads a configuration: the file named by `extends`, if any, then the file itself, then the overlays, then the
 * overrides, checked by the schema, with every default filled in. Relative paths of data are left as they are: they are
 * relative to the working directory. `docs/configuration.md` has the rules.
 * @throws ConfigError listing every problem with file, line, column and key
 */
export function loadConfig(path: string, options: LoadOptions = {}): RunConfig {
  return loadChanged(path, options).config;
}

/** {@link loadConfig}, and what its overrides change. */
export function loadChanged(
  path: string,
  { overlays = [], overrides = [] }: LoadOptions = {},
): ChangedConfig {
  const written = [path, ...overlays].map((file) => readExtended(file, [])).reduce(merge);
  const changed = applyOverrides(written, overrides);
  const located = { ...changed, value: withoutEmpty(changed.value) };
  const result = configSchema.safeParse(located.value);
  if (!result.success) throw new ConfigError(explain(result.error.issues, located));
  return { config: result.data, changes: changesBetween(withoutEmpty(written.value), located.value) };
}

/** Compares with all defaults where the files alone are a valid configuration, else only the keys that are written. */
function changesBetween(before: Located['value'], after: Located['value']): ConfigChange[] {
  const [old, now] = [before, after].map((value) => configSchema.safeParse(value));
  return old?.success && now?.success
    ? configChanges(old.data, now.data)
    : configChanges(before as Partial<RunConfig>, after as Partial<RunConfig>);
}

/** @param below the files that led here */
function readExtended(path: string, below: readonly string[]): Located {
  const { value, origins } = readYaml(path);
  const { extends: base, ...own } = value;
  if (base === undefined || base === null) return { value: own, origins };
  const origin = originOf(origins, ['extends']);
  const fail = (problem: string) =>
    new ConfigError([`${origin ? showOrigin(origin) : path} extends: ${problem}`]);
  if (typeof base !== 'string') throw fail('expected the name of one file');
  const chain = [...below, path];
  const next = isAbsolute(base) ? base : join(dirname(path), base);
  let real: string;
  try {
    real = realpathSync(next);
  } catch {
    throw fail(`${next}: no such file`);
  }
  if (chain.some((file) => realpathSync(file) === real))
    throw fail(`circular: ${[...chain, next].join(' -> ')}`);
  return merge(readExtended(next, chain), { value: own, origins });
}
