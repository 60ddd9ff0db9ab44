/** One number of an evaluation. */
export interface Figure {
  /** Path-like name, also in TensorBoard: `accuracy/target`. */
  readonly name: string;
  readonly value: number;
  readonly better: 'higher' | 'lower';
  /** The value for real images; absent where there is none. */
  readonly floor?: number;
  /** Its heading in the table on the terminal, one of the evaluator's columns; absent if the table does not show it. */
  readonly column?: string;
  /** Whether the value is a share, shown in percent. */
  readonly share?: boolean;
  /** Its name as a validator, which chooses the best checkpoint and can stop the training early. */
  readonly validator?: string;
}

/**
 * The figure that belongs to a validator.
 * @throws Error when the evaluation has no such figure
 */
export function validatorFigure(name: string, figures: readonly Figure[]): Figure {
  const figure = figures.find(({ validator }) => validator === name);
  if (!figure) {
    const known = figures.flatMap(({ validator }) => validator ?? []);
    throw new Error(
      `the validator ${name} is not among those of this run (${known.join(', ') || 'it has none'}); validators on ` +
        'unlabelled target images need data.target and training.evaluate.validationImages above 0',
    );
  }
  return figure;
}

/** A figure as a score: the higher, the better. */
export function scoreOf({ value, better }: Pick<Figure, 'value' | 'better'>): number {
  return better === 'higher' ? value : -value;
}
