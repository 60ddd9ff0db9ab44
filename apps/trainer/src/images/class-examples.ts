import type { RunConfig } from '@jiagu/config';
import { openPart } from '@jiagu/data';
import { encodePicture } from '@jiagu/report';
import _ from 'lodash';
import { note } from '../command-line/output.js';
import type { OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/** The number of the first image of each class that has one, by class, in the order of the classes. */
export function firstOfEachClass(labels: Int32Array): Map<number, number> {
  const classes = _.sortBy(_.uniq(labels).filter((label) => label >= 0));
  return new Map(classes.map((label) => [label, labels.indexOf(label)]));
}

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
    if (!images) return examples;
    for (const [label, index] of firstOfEachClass(images.labels))
      examples.set(label, await encodePicture(await images.read(index)));
  } catch (error) {
    note(`no examples of the classes are shown: ${(error as Error).message}`);
  }
  return examples;
}
