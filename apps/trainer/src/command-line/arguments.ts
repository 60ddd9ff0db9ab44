import { InvalidArgumentError } from 'commander';

/** Parser for an option whose value is a whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least)
      throw new InvalidArgumentError(`A whole number of at least ${least} is expected.`);
    return value;
  };

/** Parser for an option whose value is a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('A number above 0 is expected.');
  return value;
}

/** Parser for an option whose value is a number of at least `least`. */
export const numberFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least)
      throw new InvalidArgumentError(`A number of at least ${least} is expected.`);
    return value;
  };

/** Parser for an option that may be given several times. */
export const repeated = (text: string, earlier: readonly string[]): string[] => [...earlier, text];

/** Parser for an option whose value is a number of rows and columns: `6x8`. */
export function gridSize(text: string): { rows: number; columns: number } {
  const [, rows, columns] = /^([1-9]\d*)[x×]([1-9]\d*)$/i.exec(text) ?? [];
  if (rows === undefined || columns === undefined)
    throw new InvalidArgumentError(
      'Rows and columns are expected, at least 1 of each, with an x between: 6x8.',
    );
  return { rows: Number(rows), columns: Number(columns) };
}
