import { unicodeDifference } from './file-path.js';

/** How the names of one side are those of another. */
export interface ClassMatch {
  /** Of each name, its place among the known ones; -1 where it is none of them. */
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

/** Compares by name alone: a class is its name, wherever it stands. */
export function matchClasses(names: readonly string[], known: readonly string[]): ClassMatch {
  const places = new Map(known.map((name, i) => [name, i]));
  const given = new Set(names);
  return {
    numbers: names.map((name) => places.get(name) ?? -1),
    unknown: names.filter((name) => !places.has(name)),
    missing: known.filter((name) => !given.has(name)),
  };
}

/** So many names stand in a message; the rest is counted. */
const SHOWN = 8;

/** Names for a message: the first few, and how many there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => JSON.stringify(name));
  return names.length > SHOWN ? `${shown.join(', ')}, ... (${names.length} in all)` : shown.join(', ');
}

/**
 * What two sides don't share, with both lists, and what would mend it.
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
    `A class is told by its name: name the classes alike${alike === undefined ? '' : `; ${alike}`}`
  );
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/**
 * What labels without names stand for, where the classes have names: their places.
 * @returns `assumption`, for the log, where that is taken for granted; `fault` where it can't be: names that are
 *   numbers themselves, but stand in another place
 */
export function judgeNumbers(names: readonly string[]): { assumption?: string; fault?: string } {
  const misplaced = names.findIndex((name, i) => Number(name) !== i);
  if (names.every(isNumber)) {
    if (misplaced === -1) return {};
    return {
      fault:
        `the labels are numbers without names, and the classes are named ${listNames(names)}: is label ${misplaced} ` +
        `the class "${misplaced}", or "${names[misplaced]}", which stands in that place? Say it with a third column ` +
        '`path<TAB>label<TAB>name`, or in data.classNames',
    };
  }
  const shown = names.slice(0, 3).map((name, i) => `${i} for ${JSON.stringify(name)}`);
  return {
    assumption: `the labels are numbers without names; taken for granted: ${shown.join(', ')}${names.length > 3 ? ', ...' : ''}`,
  };
}
