import { UsageError } from '../command-line/usage-error.js';

/**
 * The classes that a text lists, each by its name or number, in the order given.
 * @param text names or numbers separated by commas; all classes if absent
 * @throws UsageError naming an entry that is not a class or occurs twice
 */
export function askedClasses(text: string | undefined, names: readonly string[]): number[] {
  if (text === undefined) return [...names.keys()];
  const asked = text.split(',').map((word) => {
    const found = names.indexOf(word);
    if (found >= 0) return found;
    const number = /^\d+$/.test(word) ? Number(word) : NaN;
    if (number < names.length) return number;
    throw new UsageError(
      `--classes: ${JSON.stringify(word)} is not a class of the run, which has ${names.length}, by name (${names.slice(0, 3).join(', ')}, ...) or number (0 to ${names.length - 1})`,
    );
  });
  const twice = asked.find((label, i) => asked.indexOf(label) !== i);
  if (twice !== undefined) throw new UsageError(`--classes: ${names[twice]} is listed twice`);
  return asked;
}
