import { ConfigError } from './config-error.js';
import { isMapping, pathKey, type KeyPath, type Located, type Mapping } from './located.js';
import { replace } from './merge.js';
import { parseYamlValue } from './read-yaml.js';
import { discriminators, kindsOf, schemaAt, takesEmptyText } from './schema-walk.js';

/** One `--set a.b=value` of the command line. */
interface Override {
  readonly path: KeyPath;
  readonly text: string;
  /** how messages call it */
  readonly name: string;
}

/**
 * Lays the values of the command line over a configuration; the last value of a key wins. The schema decides how a
 * value is read: a string is taken literally; numbers, booleans, lists and mappings (`0.3`, `true`, `[1, 2]`, `{from:
 * 100}`) are parsed as YAML. Where the schema allows a string as well as a mapping or list, braces or brackets make that.
 * An empty value asks for the default, unless the schema allows an empty string. A mapping replaces the one that was there.
 * @param texts each `key.inner=value`
 * @throws ConfigError where a text has not this form, or a value is not valid YAML
 */
export function applyOverrides(base: Located, texts: readonly string[]): Located {
  return kindsFirst(texts.map(splitOverride)).reduce<Located>(
    (located, override) =>
      replace(located, override.path, valueOf(override, located.value), { file: override.name }),
    base,
  );
}

function splitOverride(given: string): Override {
  const [, keys, text = ''] = /^([\w-]+(?:\.[\w-]+)*)=(.*)$/s.exec(given) ?? [];
  const name = `--set ${given}`;
  if (keys === undefined) throw new ConfigError([`${name}: write it as key=value or key.inner=value`]);
  return { path: keys.split('.'), text, name };
}

/**
 * Moves an override that selects the kind of a mapping before the overrides of the mapping's other keys, which depend
 * on it, but not before one that replaces the mapping itself.
 */
function kindsFirst(overrides: readonly Override[]): Override[] {
  const kinds = discriminators();
  return overrides.reduce<Override[]>((ordered, override) => {
    const around = pathKey(override.path.slice(0, -1));
    if (kinds.get(around) !== override.path.at(-1)) return [...ordered, override];
    const whole = ordered.findLastIndex(({ path }) => `${around}.`.startsWith(`${pathKey(path)}.`));
    const inner = ordered.findIndex(({ path }, i) => i > whole && pathKey(path).startsWith(`${around}.`));
    return inner < 0 ? [...ordered, override] : ordered.toSpliced(inner, 0, override);
  }, []);
}

function valueOf({ path, text, name }: Override, config: Mapping): unknown {
  const schema = schemaAt(config, path);
  // An unknown key is reported when the whole configuration is checked.
  if (!schema) return text;
  if (text === '') return takesEmptyText(schema) ? text : null;
  const kinds = kindsOf(schema);
  if (!kinds.has('text')) return parseYamlValue(text, name);
  const braces = kinds.has('mapping') && text.startsWith('{');
  const brackets = kinds.has('list') && text.startsWith('[');
  return ((braces || brackets) && collectionIn(text, name)) || text;
}

/** The mapping or list that a text spells as YAML; undefined where it spells none, as the name of a folder. */
function collectionIn(text: string, name: string): Mapping | unknown[] | undefined {
  try {
    const value = parseYamlValue(text, name);
    return isMapping(value) || Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
