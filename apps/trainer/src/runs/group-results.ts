import { DOMAINS, type Domain } from '@jiagu/config';
import { groupAccuracies, type LabelGroup } from '@jiagu/report';
import { percent } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import type { RunEvaluation } from './evaluate-run.js';

/** Accuracy of a group of classes, 0..1; a domain that was not evaluated, or has no test image of it, is absent. */
export interface GroupResult extends Partial<Record<Domain, number>> {
  readonly group: string;
  /** images to learn from of each class */
  readonly images: number;
  /** number of its classes */
  readonly classes: number;
}

/** Accuracy of each group of classes; a class counts the same however many test images it has. */
export function groupResults(groups: readonly LabelGroup[], evaluation: RunEvaluation): GroupResult[] {
  if ('generation' in evaluation) return [];
  const accuracies = Object.fromEntries(
    DOMAINS.map((domain) => [domain, groupAccuracies(groups, evaluation[domain]?.perClass ?? [])]),
  );
  return groups.map(({ name, images, labels }, i) => ({
    group: name,
    images,
    classes: labels.length,
    ...Object.fromEntries(
      DOMAINS.flatMap((domain) => {
        const accuracy = accuracies[domain]?.[i];
        return accuracy === undefined ? [] : [[domain, accuracy]];
      }),
    ),
  }));
}

/** Formats accuracies of groups for the terminal. */
export function describeGroups(results: readonly GroupResult[]): string {
  const domains = DOMAINS.filter((domain) => results.some((result) => result[domain] !== undefined));
  return textTable([
    ['group', 'classes', 'images a class', ...domains],
    ...results.map(({ group, classes, images, ...accuracies }) => [
      group,
      String(classes),
      String(images),
      ...domains.map((domain) => {
        const accuracy = accuracies[domain];
        return accuracy === undefined ? '-' : percent(accuracy);
      }),
    ]),
  ]);
}
