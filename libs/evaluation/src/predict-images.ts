import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { classifierScores, type Classifier } from './classifier-scores.js';

/** The likeliest classes of an image. */
export interface Prediction {
  readonly file: string;
  /** The likeliest class first; the confidence is its probability. */
  readonly top: readonly { readonly class: number; readonly name: string; readonly confidence: number }[];
}

/**
 * The likeliest classes of each image of a data set; its labels are ignored.
 * @param top how many classes, at most all; default: 5
 * @throws Error when a file can't be read or the scores are not finite, naming the file
 */
export async function predictImages(
  classify: Classifier,
  dataset: Dataset,
  { top = 5, ...options }: EvaluationOptions & { readonly top?: number },
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const { index, probabilities } of classifierScores(classify, dataset, options)) {
    const ranking = Array.from(probabilities, (confidence, c) => ({
      class: c,
      name: dataset.classNames[c] ?? String(c),
      confidence,
    })).sort((a, b) => b.confidence - a.confidence);
    predictions.push({ file: dataset.files[index] as string, top: ranking.slice(0, top) });
  }
  return predictions;
}
