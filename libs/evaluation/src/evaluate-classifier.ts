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
  /** Of every class, images or none. */
  readonly perClass: readonly { readonly class: number; readonly correct: number; readonly total: number }[];
  /** [label, predicted class, number of images] where there are any, the diagonal included, in this order. */
  readonly confusion: readonly (readonly [label: number, predicted: number, count: number])[];
  /** The most confident first. */
  readonly mistakes: readonly Mistake[];
}

/** So many mistakes are shown. */
const MISTAKES = 50;

/**
 * Classifies every image of a data set and compares with its labels.
 * @throws Error when a file can't be read or the scores are not finite, naming the file
 */
export async function evaluateClassifier(
  classify: Classifier,
  dataset: Dataset,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const classes = dataset.classNames.length;
  const counts = new Uint32Array(classes * classes);
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
    counts[label * classes + best] = (counts[label * classes + best] as number) + 1;
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
    ...tabulate(counts, classes),
    mistakes: mistakes.sort((a, b) => b.confidence - a.confidence).slice(0, MISTAKES),
  };
}

/** @param counts of label x predicted class */
function tabulate(counts: Uint32Array, classes: number): Pick<Evaluation, 'perClass' | 'confusion'> {
  const perClass = Array.from({ length: classes }, (_, c) => ({
    class: c,
    correct: counts[c * classes + c] as number,
    total: counts.subarray(c * classes, (c + 1) * classes).reduce((sum, count) => sum + count, 0),
  }));
  const confusion = Array.from(
    counts,
    (count, i) => [Math.floor(i / classes), i % classes, count] as [number, number, number],
  ).filter(([, , count]) => count > 0);
  return { perClass, confusion };
}
