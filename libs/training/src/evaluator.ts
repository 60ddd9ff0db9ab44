import type { Figure } from './figure.js';

/** The result of an evaluation. */
export interface EvaluationResult<Details extends object = object> {
  /** The numbers for curves, tables and validators. */
  readonly figures: readonly Figure[];
  /** The entry in `metrics.jsonl`. */
  readonly entry: object;
  /** Values whose distribution TensorBoard shows, by path-like names; absent: none. */
  readonly histograms?: Readonly<Record<string, Float32Array>>;
  /** Everything, as written to `evaluation.json`. */
  readonly details: Details;
}

/** Evaluates the networks in their current state, every `training.evaluate.every` steps and at the end. */
export interface Evaluator<Details extends object = object> {
  /** Headings of the columns for figures in the table on the terminal, from left to right. */
  readonly columns: readonly string[];

  /** @throws Error when an image can't be read or the networks' outputs are not finite */
  evaluate(): Promise<EvaluationResult<Details>>;

  /** Frees the networks that it loaded itself. */
  dispose?(): void;
}
