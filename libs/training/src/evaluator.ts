import type { Figure } from './figure.js';

/** What an evaluation found. */
export interface EvaluationResult<Details extends object = object> {
  /** What curves, tables and choices are made of. */
  readonly figures: readonly Figure[];
  /** What `metrics.jsonl` keeps of it. */
  readonly entry: object;
  /** Values whose distribution TensorBoard shows, by path-like names; absent: none. */
  readonly histograms?: Readonly<Record<string, Float32Array>>;
  /** Everything, as `evaluation.json` keeps it. */
  readonly details: Details;
}

/** Judges the networks as they are; the trainer asks every `training.evaluate.every` steps and at the end. */
export interface Evaluator<Details extends object = object> {
  /** Headings of the figures that the terminal's table shows, from left to right. */
  readonly columns: readonly string[];

  /** @throws Error when an image can't be read or the networks' outputs are not finite */
  evaluate(): Promise<EvaluationResult<Details>>;

  /** Frees what it loaded for itself. */
  dispose?(): void;
}
