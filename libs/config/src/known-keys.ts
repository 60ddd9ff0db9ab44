import { closest, distance } from 'fastest-levenshtein';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { isMapping, type KeyPath, type Mapping } from './located.js';

/**
 * The keys that a configuration may have at a path.
 * @param value the whole configuration: the method or type that it names decides
 */
export function knownKeys(value: Mapping, path: KeyPath): string[] {
  let [schema, inner]: [JsonSchema | undefined, unknown] = [jsonSchema(), value];
  for (const key of path) {
    schema = typeof key === 'number' ? schema?.items : properties(schema, inner)[String(key)];
    inner = isMapping(inner) ? inner[String(key)] : undefined;
  }
  return Object.keys(properties(schema, inner));
}

function properties(schema: JsonSchema | undefined, value: unknown): Record<string, JsonSchema> {
  const fitting = (schema?.anyOf ?? []).filter((option) => fits(option, value));
  return Object.assign({}, ...fitting.map((option) => properties(option, value)), schema?.properties);
}

/** Whether the constants of an alternative, such as `name: stsn`, are those of the value. */
function fits(option: JsonSchema, value: unknown): boolean {
  return Object.entries(option.properties ?? {}).every(
    ([key, { const: constant }]) => constant === undefined || !isMapping(value) || value[key] === constant,
  );
}

/** The known name that a mistyped one most likely stands for, or undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(name, known);
  const edits = distance(name.toLowerCase(), nearest.toLowerCase());
  return edits < name.length && edits <= Math.max(2, name.length / 3) ? nearest : undefined;
}
