import { UsageError } from '../command-line/usage-error.js';

/**
 * The classes that a text names, each by its name or its number, in the order given.
 * @param text names separated by commas; absent: all classes
 * @throws UsageError naming what is no class, or stands there twice
 */
export function askedClasses(text: string | undefined, names: readonly string[]): number[] {
  if (text === undefined) return [...names.keys()];
  const asked = text.split(',').map((word) => {
    const found = names.indexOf(word);
    if (found >= 0) return found;
    const number = /^\d+$/.test(word) ? Number(word) : NaN;
    if (number < names.length) return number;
    throw new UsageError(
      `--classes: ${JSON.stringify(word)} is no class; the run has ${names.length}, by name (${names.slice(0, 3).join(', ')}, ...) or number (0 to ${names.length - 1})`,
    );
  });
  const twice = asked.find((label, i) => asked.indexOf(label) !== i);
  if (twice !== undefined) throw new UsageError(`--classes: ${names[twice]} stands there twice`);
  return asked;
}
