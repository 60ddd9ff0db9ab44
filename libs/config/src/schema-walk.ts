import { jsonSchema, type JsonSchema } from './json-schema.js';
import { isMapping, pathKey, valueAt, type KeyPath, type Mapping } from './located.js';

/** What can stand at a place of a configuration. */
export type Kind = 'text' | 'number' | 'boolean' | 'mapping' | 'list';

const kinds: Record<string, Kind> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  object: 'mapping',
  array: 'list',
};

let schema: JsonSchema | undefined;
const wholeSchema = (): JsonSchema => (schema ??= jsonSchema());

/**
 * The schema of what stands at a path; undefined where the configuration has no such place.
 * @param value the whole configuration: the method or type that it names decides
 */
export function schemaAt(value: Mapping, path: KeyPath): JsonSchema | undefined {
  let [found, inner]: [JsonSchema | undefined, unknown] = [wholeSchema(), value];
  for (const key of path) {
    found = typeof key === 'number' ? itemsOf(found) : ownProperty(propertiesOf(found, inner), String(key));
    inner = valueAt(inner, [key]);
  }
  return found;
}

/** The schema of a list's items, also where a list is one of several alternatives. */
function itemsOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema?.items ?? schema?.anyOf?.map(itemsOf).find((items) => items !== undefined);
}

/** The schema of each key of a mapping, including the keys of every alternative that fits the value. */
export function propertiesOf(schema: JsonSchema | undefined, value: unknown): Record<string, JsonSchema> {
  const fitting = (schema?.anyOf ?? []).filter((option) => fits(option, value));
  return Object.assign({}, ...fitting.map((option) => propertiesOf(option, value)), schema?.properties);
}

/** Every kind of value that a schema takes. */
export function kindsOf(schema: JsonSchema): Set<Kind> {
  const own = [schema.type].flat().flatMap((type) => kinds[String(type)] ?? []);
  return new Set([...own, ...(schema.anyOf ?? []).flatMap((option) => [...kindsOf(option)])]);
}

/** Whether an empty string is a value in its own right: not for a choice of names, nor for a path. */
export function takesEmptyText(schema: JsonSchema): boolean {
  if (schema.anyOf) return schema.anyOf.some(takesEmptyText);
  const free = schema.enum === undefined && schema.const === undefined && schema.pattern === undefined;
  return schema.type === 'string' && free && !(Number(schema.minLength) > 0);
}

/**
 * The keys that select the kind of a mapping, such as the method's `name`, by the path of the mapping: those for which
 * each of the alternatives has a constant.
 */
export function discriminators(): ReadonlyMap<string, string> {
  return new Map(findDiscriminators(wholeSchema(), []));
}

function findDiscriminators(schema: JsonSchema, path: KeyPath): [path: string, key: string][] {
  const options = mappings(schema);
  const keys = options.length > 1 ? Object.keys(options[0]?.properties ?? {}) : [];
  const key = keys.find((name) => options.every(({ properties }) => properties?.[name]?.const !== undefined));
  const below = [schema, ...options].flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, inner]) => findDiscriminators(inner, [...path, name])),
  );
  return key === undefined ? below : [[pathKey(path), key], ...below];
}

/** The mappings among the alternatives, and those among the alternatives of these. */
function mappings({ anyOf = [] }: JsonSchema): JsonSchema[] {
  return anyOf.flatMap((option) => (option.properties ? [option] : mappings(option)));
}

/** Whether the constants of an alternative, such as `name: stsn`, are those of the value. */
function fits(option: JsonSchema, value: unknown): boolean {
  return Object.entries(option.properties ?? {}).every(
    ([key, { const: constant, default: preset }]) =>
      constant === undefined || !isMapping(value) || (value[key] ?? preset) === constant,
  );
}

/** Never what every object inherits, such as `constructor`. */
function ownProperty<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
