import { closest, distance } from 'fastest-levenshtein';
import { valueAt, type KeyPath, type Mapping } from './located.js';
import { propertiesOf, schemaAt } from './schema-walk.js';

/**
 * The keys that a configuration may have at a path.
 * @param value the whole configuration: the method or type that it names decides
 */
export function knownKeys(value: Mapping, path: KeyPath): string[] {
  return Object.keys(propertiesOf(schemaAt(value, path), valueAt(value, path)));
}

/** The known name nearest to a mistyped one by edit distance; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(name, known);
  const edits = distance(name.toLowerCase(), nearest.toLowerCase());
  return edits < name.length && edits <= Math.max(2, name.length / 3) ? nearest : undefined;
}
