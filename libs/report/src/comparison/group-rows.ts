import { DOMAINS, type Domain } from '@jiagu/config';
import type { ComparedRun } from './compared-run.js';
import { figureOf, plusMinus, type Figure } from './statistics.js';

/** Accuracy of groups of classes on the test images of a domain. */
export interface GroupTable {
  readonly domain: Domain;
  /** The groups, and how many images to learn from each of their classes has. */
  readonly groups: readonly { readonly name: string; readonly images: number }[];
  readonly methods: readonly GroupRow[];
}

/** One method, over its seeds. */
interface GroupRow {
  readonly title: string;
  /** In the order of the groups; undefined where it was not evaluated. */
  readonly accuracies: readonly (Figure | undefined)[];
}

/**
 * A table for each domain on which runs were evaluated class by class; none where no groups were asked for.
 * @param methods the runs of each method
 */
export function groupTables(methods: readonly (readonly ComparedRun[])[]): GroupTable[] {
  return DOMAINS.flatMap((domain) => {
    const groups = methods.flat().find((run) => run.groups?.[domain])?.groups?.[domain];
    if (!groups) return [];
    return [
      {
        domain,
        groups: groups.map(({ name, images }) => ({ name, images })),
        methods: methods.map((runs) => ({
          title: runs[0]?.title ?? '',
          accuracies: groups.map((_group, i) =>
            figureOf(
              runs.map((run) => run.groups?.[domain]?.[i]?.accuracy).filter((share) => share !== undefined),
            ),
          ),
        })),
      },
    ];
  });
}

/** A table of groups as a caption, a header and rows of text. */
export function groupCells({ domain, groups, methods }: GroupTable) {
  return {
    caption:
      `Accuracy on test images of the ${domain} in %, by groups of classes with so many images to learn from; ` +
      'each class of a group counts the same; mean ± standard error over seeds',
    header: ['method', ...groups.map(({ name, images }) => `${name} (${images})`)],
    rows: methods.map(({ title, accuracies }) => [
      title,
      ...accuracies.map((figure) => (figure ? plusMinus(figure, 100, 1) : '–')),
    ]),
  };
}
