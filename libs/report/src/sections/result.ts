import type { Content, Html } from '../html.js';

/** The headline of a run, depending on its kind. */
export interface Result {
  /** shown above the scores */
  readonly lead?: Content;
  /** a card for each figure that matters */
  readonly scores: readonly Html[];
  /** name and value; without a value it is left out */
  readonly facts: readonly (readonly [name: string, value: Content])[];
  /** below the facts */
  readonly note: Content;
}
