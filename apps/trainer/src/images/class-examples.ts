import type { RunConfig } from '@jiagu/config';
import { openPart } from '@jiagu/data';
import { encodePicture } from '@jiagu/report';
import { note } from '../command-line/output.js';
import type { OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/**
 * A handprinted picture of each class, by its number: the first that the run was trained on. Where these images are not
 * at hand any more, that is told and there are none.
 */
export async function classExamples({
  config,
  folder,
}: Pick<OpenRun, 'folder'> & { config: RunConfig }): Promise<Map<number, string>> {
  const examples = new Map<number, string>();
  try {
    const images = await openPart(config.data, 'source.train', recordedClasses(folder, config));
    for (const [i, label] of (images?.labels ?? []).entries())
      if (images && label >= 0 && !examples.has(label))
        examples.set(label, await encodePicture(await images.read(i)));
  } catch (error) {
    note(`no examples of the classes are shown: ${(error as Error).message}`);
  }
  return examples;
}
