import type { Content, Html } from '../html.js';

/** What a run came to, as its kind has it. */
export interface Result {
  /** above everything */
  readonly lead?: Content;
  /** a card for each figure that matters */
  readonly scores: readonly Html[];
  /** name and value; without a value it is left out */
  readonly facts: readonly (readonly [name: string, value: Content])[];
  /** below the facts */
  readonly note: Content;
}
