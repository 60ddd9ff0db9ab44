import { describeDifference, matchClasses } from '@jiagu/data';

/** Where a file of weights names the classes of its scores: a JSON array of texts in its metadata. */
export const CLASSES_KEY = 'classes';

/**
 * How the classes of a file of weights come into the order of the data: class i of the data is the file's class number
 * `order[i]`. Undefined where the file names none, as those of other programs.
 * @param text what the file's metadata say of its classes
 * @throws Error with both lists where the classes are not the same
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
    throw new Error(`${file}: the metadata \`${CLASSES_KEY}\` is no JSON array of different names`);
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
