import {
  authenticityAgainst,
  labelCorrectness,
  type FeatureRows,
  type SeenImages,
} from '@jiagu/generation-metrics';
import type { LabelGroup } from '@jiagu/report';
import _ from 'lodash';
import { percent } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';

/** Below this label correctness, images teach too many wrong labels. */
const LEAST_CORRECT = 0.8;

/** Quality of the drawn images of a group of classes, or of all; shares of 0..1. */
export interface FilledQuality {
  readonly group: string;
  /** number of classes and images that were measured */
  readonly classes: number;
  readonly images: number;
  /** share that the recogniser reads as the class they were drawn for; null without images */
  readonly labelCorrectness: number | null;
  /** share that are no copies of real images; high for bad images too; null without images */
  readonly authenticity: number | null;
}

/**
 * Measures drawn images by groups of classes and, last, all of them.
 * @param drawn their features, class scores and the classes they were drawn for
 * @param real features of the real images
 */
export function filledQuality(
  drawn: SeenImages,
  real: FeatureRows,
  groups: readonly Pick<LabelGroup, 'name' | 'labels'>[],
): FilledQuality[] {
  const authentic = authenticityAgainst(real);
  const labels = Array.from(drawn.labels);
  const { logits = [] } = drawn;
  return [...groups, { name: 'all', labels: _.uniq(labels) }].map(({ name, labels: own }) => {
    const wanted = new Set(own);
    const chosen = [...labels.keys()].filter((i) => wanted.has(labels[i] as number));
    const of = <T>(rows: ArrayLike<T>): T[] => chosen.map((i) => rows[i] as T);
    return {
      group: name,
      classes: _.uniq(of(labels)).length,
      images: chosen.length,
      labelCorrectness: chosen.length > 0 ? labelCorrectness(of(logits), of(labels)) : null,
      authenticity: chosen.length > 0 ? authentic(of(drawn.features)) : null,
    };
  });
}

/** Formats the quality of drawn images for the terminal, with warnings below. */
export function describeQuality(qualities: readonly FilledQuality[]): string {
  const share = (value: number | null): string => (value === null ? '-' : percent(value));
  const table = textTable([
    ['drawn images', 'classes', 'images', 'label correctness', 'authenticity'],
    ...qualities.map(({ group, classes, images, ...shares }) => [
      group,
      String(classes),
      String(images),
      share(shares.labelCorrectness),
      share(shares.authenticity),
    ]),
  ]);
  return [table, ...warningsOf(qualities).map((warning) => `warning: ${warning}`)].join('\n');
}

/** A sentence for each group whose images teach wrong labels. */
export function warningsOf(qualities: readonly FilledQuality[]): string[] {
  return qualities.flatMap(({ group, labelCorrectness: correct }) =>
    correct !== null && correct < LEAST_CORRECT
      ? [
          `the recogniser reads only ${percent(correct)} of the images of ${group} as the class they were drawn for, less than ${percent(LEAST_CORRECT)}: they would teach wrong labels`,
        ]
      : [],
  );
}
