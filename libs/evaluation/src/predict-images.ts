import type { Dataset, EvaluationOptions } from '@jiagu/data';
import { classifierScores, type Classifier } from './classifier-scores.js';
import { likeliest, type Candidate } from './likeliest.js';

/** The likeliest classes of an image. */
export interface Prediction {
  readonly file: string;
  /** The likeliest class first; the confidence is its probability. */
  readonly top: readonly Candidate[];
}

/**
 * The likeliest classes of each image of a data set; its labels are ignored.
 * @param top how many classes, at most all; default: 5
 * @throws Error when a file can't be read or the scores are not finite, naming the file
 */
export async function predictImages(
  classify: Classifier,
  dataset: Dataset,
  {
    top = 5,
    onProgress = () => undefined,
    ...options
  }: EvaluationOptions & {
    readonly top?: number;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for await (const { index, probabilities } of classifierScores(classify, dataset, options)) {
    predictions.push({
      file: dataset.files[index] as string,
      top: likeliest(probabilities, dataset.classNames, top),
    });
    onProgress(predictions.length, dataset.length);
  }
  return predictions;
}
