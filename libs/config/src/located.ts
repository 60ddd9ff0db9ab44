/** Where a value was written. */
export interface Origin {
  /** A file, or the text of an override on the command line. */
  readonly file: string;
  /** From 1; absent for an override. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** The keys and list positions that lead from the top of a configuration to one value. */
export type KeyPath = readonly PropertyKey[];

/** A mapping of a configuration before it is checked. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Values together with the places where they were written. */
export interface Located {
  readonly value: Mapping;
  /** By {@link pathKey}. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** A mapping, as opposed to a list or a single value. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path as one text. */
export function pathKey(path: KeyPath): string {
  return path.map(String).join('.');
}

/** The value at the end of a path, or undefined. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, key) => {
    const [own, name] = [Object(inner) as object, String(key)];
    return Object.hasOwn(own, name) ? (own as Mapping)[name] : undefined;
  }, value);
}

/** Where the value at a path was written, or else the nearest value around it. */
export function originOf(origins: ReadonlyMap<string, Origin>, path: KeyPath): Origin | undefined {
  for (let length = path.length; length >= 0; length--) {
    const origin = origins.get(pathKey(path.slice(0, length)));
    if (origin) return origin;
  }
  return undefined;
}

/** `file:line:column`, as editors and terminals understand it. */
export function showOrigin({ file, line, column }: Origin): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}
