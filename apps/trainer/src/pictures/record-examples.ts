import { DOMAINS, type Domain } from '@jiagu/config';
import type { Dataset, Domains } from '@jiagu/data';
import type { Evaluation } from '@jiagu/evaluation';
import { encodeExample, EXAMPLES_FILE, wantedExamples, type Example } from '@jiagu/report';
import type { RunFolder } from '@jiagu/training';

/**
 * Stores the test images that the report of an evaluation shows in the run folder, so that the report can later be
 * written without the data.
 * @throws Error naming a file that can't be read or written
 */
export async function recordExamples(
  folder: RunFolder,
  domains: Domains,
  evaluation: Partial<Record<Domain, Evaluation>>,
): Promise<void> {
  const images: Example[] = [];
  for (const domain of DOMAINS) {
    const dataset = domains[domain]?.test;
    if (!dataset) continue;
    const { files, classes } = wantedExamples(evaluation, domain);
    for (const i of positions(dataset, files, classes))
      images.push({
        domain,
        label: dataset.labels[i] as number,
        file: dataset.files[i] as string,
        png: await encodeExample(await dataset.read(i)),
      });
  }
  folder.writeJson(EXAMPLES_FILE, { images });
}

/** The positions of the given files, and of the first image of each class. */
function positions(dataset: Dataset, files: ReadonlySet<string>, classes: ReadonlySet<number>): number[] {
  const missing = new Set(classes);
  return [...dataset.files.keys()].filter(
    (i) => missing.delete(dataset.labels[i] as number) || files.has(dataset.files[i] as string),
  );
}
