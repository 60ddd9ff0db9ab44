import { isMapping, type Located, type Mapping } from './located.js';

/**
 * Lays one configuration over another: mappings are merged key by key, lists and single values replaced.
 * A mapping that names another method or another type of optimiser replaces the whole, since its keys are others.
 */
export function merge(base: Located, top: Located): Located {
  return { value: mergeMappings(base.value, top.value), origins: new Map([...base.origins, ...top.origins]) };
}

function mergeMappings(base: Mapping, top: Mapping): Mapping {
  const merged = new Map(Object.entries(base));
  for (const [key, above] of Object.entries(top)) {
    const below = merged.get(key);
    const both = isMapping(below) && isMapping(above) && !isAnotherKind(below, above);
    merged.set(key, both ? mergeMappings(below, above) : above);
  }
  return Object.fromEntries(merged);
}

/** Only ever asked below the top, where `name` is the run's. */
function isAnotherKind(below: Mapping, above: Mapping): boolean {
  return ['name', 'type'].some(
    (key) => typeof below[key] === 'string' && above[key] !== undefined && above[key] !== below[key],
  );
}

/** Without the keys left empty (`pretrained:` or `pretrained: null`): these ask for the default. */
export function withoutEmpty(value: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, isMapping(inner) ? withoutEmpty(inner) : inner]),
  );
}
