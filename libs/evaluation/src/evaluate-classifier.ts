import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { expectedCalibrationError, type Confidence } from './analysis/calibration.js';
import { classifierScores, type Classifier } from './classifier-scores.js';

/** A wrongly classified image. */
export interface Mistake {
  readonly file: string;
  readonly label: number;
  readonly predicted: number;
  /** Probability given to the wrong class. */
  readonly confidence: number;
}

/** How a classifier does on a data set. */
export interface Evaluation {
  /** Share of the images that are classified as their labels say. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** Number of images. */
  readonly total: number;
  /** Expected calibration error in 15 bins. */
  readonly calibrationError: number;
  /** Counts of every class, including those without images. */
  readonly perClass: readonly { readonly class: number; readonly correct: number; readonly total: number }[];
  /** [label, predicted class, number of images] where there are any, the diagonal included, in this order. */
  readonly confusion: readonly (readonly [label: number, predicted: number, count: number])[];
  /** At most 50, the most confident first. */
  readonly mistakes: readonly Mistake[];
}

/** The most mistakes that are kept. */
const MISTAKES = 50;

/**
 * Classifies every image of a data set and compares with its labels.
 * @throws Error when a file can't be read or the scores are not finite, naming the file; when the data set is empty, or
 *   its classes are not as many as the scores
 */
export async function evaluateClassifier(
  classify: Classifier,
  dataset: Dataset,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const classes = dataset.classNames.length;
  const counts = new ConfusionCounts(classes);
  const mistakes: Mistake[] = [];
  const confidences: Confidence[] = [];
  let loss = 0;
  let correct = 0;
  for await (const { index, scores, probabilities, logSum, best } of classifierScores(
    classify,
    dataset,
    options,
  )) {
    if (scores.length !== classes)
      throw new Error(
        `${dataset.name} has ${classes} classes, but the network gives ${scores.length} scores`,
      );
    const label = dataset.labels[index] as number;
    counts.add(label, best);
    loss += logSum - (scores[label] as number);
    confidences.push({ confidence: probabilities[best] as number, correct: best === label });
    if (best === label) correct++;
    else {
      const file = dataset.files[index] as string;
      mistakes.push({ file, label, predicted: best, confidence: probabilities[best] as number });
    }
  }
  const total = dataset.length;
  if (total === 0) throw new Error(`${dataset.name}: there are no images to evaluate`);
  return {
    accuracy: correct / total,
    loss: loss / total,
    total,
    calibrationError: expectedCalibrationError(confidences),
    ...counts.tabulate(),
    mistakes: mistakes.sort((a, b) => b.confidence - a.confidence).slice(0, MISTAKES),
  };
}

/** How often each class was taken for which; memory grows with the pairs that occur, not with all possible ones. */
class ConfusionCounts {
  /** By label x classes + predicted class. */
  private readonly pairs = new Map<number, number>();

  constructor(private readonly classes: number) {}

  add(label: number, predicted: number): void {
    const pair = label * this.classes + predicted;
    this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
  }

  tabulate(): Pick<Evaluation, 'perClass' | 'confusion'> {
    const { classes } = this;
    const perClass = Array.from({ length: classes }, (_, c) => ({ class: c, correct: 0, total: 0 }));
    const confusion = [...this.pairs]
      .sort(([a], [b]) => a - b)
      .map(([pair, count]): [number, number, number] => [Math.floor(pair / classes), pair % classes, count]);
    for (const [label, predicted, count] of confusion) {
      // Labels of a data set are classes of it.
      const row = perClass[label] as (typeof perClass)[number];
      row.total += count;
      if (predicted === label) row.correct += count;
    }
    return { perClass, confusion };
  }
}
