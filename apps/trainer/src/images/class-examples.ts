import type { RunConfig } from '@jiagu/config';
import { openPart, type Pixels } from '@jiagu/data';
import _ from 'lodash';
import type { OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

/** Handprinted examples of the classes of a run. */
export interface ClassExamples<T> {
  /** by the classes' numbers, in their order */
  readonly examples: ReadonlyMap<number, T>;
  /** why some class has none; absent where all have one */
  readonly lacking?: string;
}

/**
 * A handprinted example of each class of a run: the first that it was trained on. Classes whose images are not at hand
 * any more have none.
 * @param make what an image, prepared as the run prepares it, is turned into
 */
export async function classExamples<T>(
  { config, folder }: Pick<OpenRun, 'folder'> & { config: RunConfig },
  make: (image: Pixels) => T | Promise<T>,
): Promise<ClassExamples<T>> {
  const known = recordedClasses(folder, config);
  const examples = new Map<number, T>();
  const reasons: string[] = [];
  try {
    const images = await openPart(config.data, 'source.train', known);
    const labels = _.sortBy(_.uniq(images?.labels).filter((label) => label >= 0));
    for (const label of labels)
      try {
        const image = await images?.read(images.labels.indexOf(label));
        if (image) examples.set(label, await make(image));
      } catch (error) {
        reasons.push((error as Error).message);
      }
  } catch (error) {
    reasons.push((error as Error).message);
  }
  if (examples.size === known.names.length) return { examples };
  return { examples, lacking: reasons[0] ?? 'data.source.train has no image of it' };
}
