import { describeDifference, matchClasses } from '@jiagu/data';

/** Metadata key under which a file of weights names the classes of its scores, as a JSON array of strings. */
export const CLASSES_KEY = 'classes';

/**
 * The permutation that brings the classes of a file of weights into the order of the data: class i of the data is class
 * `order[i]` of the file. Undefined when the file names no classes, like those of other programs.
 * @param text the value of {@link CLASSES_KEY} in the file's metadata
 * @throws Error with both lists when the classes are not the same
 */
export function classOrder(
  file: string,
  text: string | undefined,
  classNames: readonly string[],
): number[] | undefined {
  if (text === undefined) return undefined;
  const names = parseNames(file, text);
  const { numbers, unknown, missing } = matchClasses(classNames, names);
  if (unknown.length + missing.length > 0)
    throw new Error(
      `${file}: ${describeDifference({ whose: 'the file', names }, { whose: 'the data', names: classNames }, { unknown, missing })}`,
    );
  return [...numbers];
}

function parseNames(file: string, text: string): string[] {
  const fail = (): never => {
    throw new Error(`${file}: the metadata \`${CLASSES_KEY}\` is not a JSON array of distinct names`);
  };
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    return fail();
  }
  const texts = Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : fail();
  return new Set(texts).size === texts.length ? texts : fail();
}
