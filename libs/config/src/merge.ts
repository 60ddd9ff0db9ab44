import { isMapping, pathKey, type KeyPath, type Located, type Mapping, type Origin } from './located.js';
import { discriminators } from './schema-walk.js';

/**
 * Lays one file over another: mappings are merged key by key, lists and single values replaced. A mapping of another
 * kind, such as another method or type of optimiser, replaces the whole mapping, since its keys differ.
 */
export function merge(base: Located, top: Located): Located {
  return {
    value: mergeMappings(base.value, top.value, []),
    origins: new Map([...base.origins, ...top.origins]),
  };
}

function mergeMappings(base: Mapping, top: Mapping, path: KeyPath): Mapping {
  const merged = new Map(Object.entries(base));
  for (const [key, above] of Object.entries(top)) {
    const [below, inner] = [merged.get(key), [...path, key]];
    const both = isMapping(below) && isMapping(above) && !isAnotherKind(below, above, inner);
    merged.set(key, both ? mergeMappings(below, above, inner) : above);
  }
  return Object.fromEntries(merged);
}

/** Whether two mappings at a path name different kinds of it. */
function isAnotherKind(below: Mapping, above: Mapping, path: KeyPath): boolean {
  const key = discriminators().get(pathKey(path));
  return (
    key !== undefined && below[key] !== undefined && above[key] !== undefined && above[key] !== below[key]
  );
}

/**
 * Gives one key another value; a mapping replaces the whole mapping that was there. A key that selects the kind of its
 * mapping, such as a method's `name`, clears the mapping's other keys when the kind changes.
 */
export function replace({ value, origins }: Located, path: KeyPath, by: unknown, origin: Origin): Located {
  const own = pathKey(path);
  const kept = [...origins].filter(([key]) => key !== own && !key.startsWith(`${own}.`));
  const around = path.map((_, i) => [pathKey(path.slice(0, i + 1)), origin] as const);
  return { value: replaceIn(value, path, by, []), origins: new Map([...kept, ...around]) };
}

function replaceIn(mapping: Mapping, [key, ...rest]: KeyPath, by: unknown, above: KeyPath): Mapping {
  const name = String(key);
  const before = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
  const after =
    rest.length === 0 ? by : replaceIn(isMapping(before) ? before : {}, rest, by, [...above, name]);
  const isKind = rest.length === 0 && discriminators().get(pathKey(above)) === name;
  const kept = isKind && before !== undefined && before !== by ? [] : Object.entries(mapping);
  // A map, since a key may be called `__proto__`.
  return Object.fromEntries(new Map(kept).set(name, after));
}

/** Without the keys left empty (`pretrained:` or `pretrained: null`): these ask for the default. */
export function withoutEmpty(value: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, isMapping(inner) ? withoutEmpty(inner) : inner]),
  );
}
