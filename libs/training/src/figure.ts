/** A number that an evaluation found. */
export interface Figure {
  /** Path-like name under which TensorBoard shows it: `accuracy/target`. */
  readonly name: string;
  readonly value: number;
  readonly better: 'higher' | 'lower';
  /** What real data reach; absent where there is no such measure. */
  readonly floor?: number;
  /** Its heading in the terminal's table, one of the evaluator's columns; absent where it is not shown there. */
  readonly column?: string;
  /** Whether the value is a share, shown in percent. */
  readonly share?: boolean;
  /** Name under which it can choose the checkpoint or end the training. */
  readonly validator?: string;
}

/**
 * The figure by which a validator judges.
 * @throws Error when the evaluation has none
 */
export function validatorFigure(name: string, figures: readonly Figure[]): Figure {
  const figure = figures.find(({ validator }) => validator === name);
  if (!figure) {
    const known = figures.flatMap(({ validator }) => validator ?? []);
    throw new Error(
      `the validator ${name} is not among the figures of this run (${known.join(', ') || 'it has none'}); those of ` +
        'unlabelled target images need data.target and training.evaluate.validationImages above 0',
    );
  }
  return figure;
}

/** A figure as a score of which more is better. */
export function scoreOf({ value, better }: Pick<Figure, 'value' | 'better'>): number {
  return better === 'higher' ? value : -value;
}
