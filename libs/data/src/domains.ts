import type { Dataset } from './dataset.js';

/** The four parts of a study. */
export interface Domains {
  readonly source: { readonly train: Dataset; readonly test: Dataset };
  readonly target: { readonly train: Dataset; readonly test: Dataset };
  /** As the configuration or the source's training part names them; all parts agree. */
  readonly classNames: readonly string[];
}
