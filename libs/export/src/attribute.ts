import type { OperationAttribute } from '@jiagu/engine';

/** The value of an attribute, undefined where there is none. */
export const attribute = (
  attributes: readonly OperationAttribute[],
  name: string,
): OperationAttribute['value'] | undefined => attributes.find((known) => known.name === name)?.value;
