import { unicodeDifference } from './file-path.js';

/** How the class names of one side match the known ones. */
export interface ClassMatch {
  /** For each name, its index among the known ones; -1 where it is unknown. */
  readonly numbers: readonly number[];
  /** Names that the known ones lack. */
  readonly unknown: readonly string[];
  /** Known names that are not among these. */
  readonly missing: readonly string[];
}

/** Whose classes are compared in a message. */
export interface ClassNaming {
  /** `the run runs/demo`, `data.source.train` */
  readonly whose: string;
  readonly names: readonly string[];
}

/** Matches class names with known ones by name alone, whatever their order. */
export function matchClasses(names: readonly string[], known: readonly string[]): ClassMatch {
  const places = new Map(known.map((name, i) => [name, i]));
  const given = new Set(names);
  return {
    numbers: names.map((name) => places.get(name) ?? -1),
    unknown: names.filter((name) => !places.has(name)),
    missing: known.filter((name) => !given.has(name)),
  };
}

/** Names shown in a message; of more, only the number is given. */
const SHOWN = 8;

/** Names for a message: the first few, and how many there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => JSON.stringify(name));
  return names.length > SHOWN ? `${shown.join(', ')}, ... (${names.length} in all)` : shown.join(', ');
}

/**
 * Says which class names two sides don't share, lists both, and says how to mend it.
 * @param unknown names that the known side lacks
 * @param missing names that the given side lacks, where it must have all; else empty
 */
export function describeDifference(
  known: ClassNaming,
  given: ClassNaming,
  { unknown, missing = [] }: { readonly unknown: readonly string[]; readonly missing?: readonly string[] },
): string {
  const differences = [
    ...(unknown.length > 0 ? [`${listNames(unknown)} unknown to ${known.whose}`] : []),
    ...(missing.length > 0 ? [`${listNames(missing)} missing`] : []),
  ];
  const forms = new Map(known.names.map((name) => [name.normalize('NFC'), name]));
  const alike = unknown
    .map((name) => unicodeDifference(name, forms.get(name.normalize('NFC')) ?? name))
    .find((difference) => difference !== undefined);
  return (
    `the classes are not those of ${known.whose}: ${differences.join(', ')}; ` +
    `${known.whose} knows ${listNames(known.names)}; ${given.whose} has ${listNames(given.names)}. ` +
    `Classes are matched by name: use the same names on both sides${alike === undefined ? '' : `; ${alike}`}`
  );
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/**
 * Says whether labels without names can be taken as indices into the names of the classes.
 * @returns `assumption`, for the log, where they are taken so; `fault` where they can't be, since the names are numbers
 *   themselves, in another order; neither where name i is the number i
 */
export function judgeNumbers(names: readonly string[]): { assumption?: string; fault?: string } {
  const misplaced = names.findIndex((name, i) => Number(name) !== i);
  if (names.every(isNumber)) {
    if (misplaced === -1) return {};
    return {
      fault:
        `the labels are numbers without names, and the classes are named ${listNames(names)}: is label ${misplaced} ` +
        `the class "${misplaced}", or "${names[misplaced]}", which is at that position? Say so with a third column ` +
        '`path<TAB>label<TAB>name`, or in data.classNames',
    };
  }
  const shown = names.slice(0, 3).map((name, i) => `${i} for ${JSON.stringify(name)}`);
  return {
    assumption: `the labels are numbers without names; assumed: ${shown.join(', ')}${names.length > 3 ? ', ...' : ''}`,
  };
}
