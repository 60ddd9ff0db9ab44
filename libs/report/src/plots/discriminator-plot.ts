import type { Curve } from '../curve.js';
import { percent } from '../format.js';
import { linesPlot } from './lines-plot.js';
import type { Plot } from './plot.js';

/** The accuracy of a discriminator, named by what it judges. */
interface DiscriminatorCurve {
  readonly name: string;
  /** accuracies 0..1, averaged */
  readonly curve: Curve;
}

/** Accuracy of every discriminator over the steps, with a rule at one half, where it only guesses. */
export function discriminatorPlot(
  discriminators: readonly DiscriminatorCurve[],
  lastStep: number,
): Promise<Plot> {
  const lowest = Math.min(0.4, ...discriminators.map(({ curve }) => curve.range()[0]));
  const ends = discriminators.map(({ name, curve }) => `${name} ${percent(curve.last()?.value ?? 0, 0)}`);
  return linesPlot({
    name: 'discriminators',
    description: `Share that each discriminator tells apart, at the end ${ends.join(', ')}; 50 % is guessing.`,
    title: 'told apart',
    lines: discriminators,
    lastStep,
    tell: (accuracy) => percent(accuracy, 0),
    format: '.0%',
    domain: [lowest, 1],
    rule: { value: 0.5, text: '50 %: fooled' },
    columns: { value: 'accuracy', line: 'discriminator' },
  });
}
