import type { DataConfig, Domain, StudyPart } from '@jiagu/config';
import type { Preparation } from './prepare-image.js';

/** The four parts of a study; the first one names the classes. */
export const PART_NAMES = ['source.train', 'source.test', 'target.train', 'target.test'] as const;

/** A part of a study. */
export type PartName = (typeof PART_NAMES)[number];

/** The domain that a part belongs to. */
export const domainOf = (name: PartName): Domain => (name.startsWith('source') ? 'source' : 'target');

/** Whether a part's images need labels where the method does: the target's training images never do. */
export const needsLabels = (name: PartName): boolean => name !== 'target.train';

/** Where a part's images are, by the configuration; undefined where it leaves the domain out. */
export function partOf(config: DataConfig, name: PartName): StudyPart | undefined {
  return config[domainOf(name)]?.[name.endsWith('train') ? 'train' : 'test'];
}

/** The parts that a configuration has, in the order of {@link PART_NAMES}. */
export function partsOf(config: DataConfig): (readonly [PartName, StudyPart])[] {
  return PART_NAMES.flatMap((name) => {
    const part = partOf(config, name);
    return part === undefined ? [] : [[name, part] as const];
  });
}

/** How a part's images are prepared. */
export function preparationOf(config: DataConfig, name: PartName): Preparation {
  const { channels, imageSize, resizeTo = imageSize } = config;
  return { channels, resizeTo, preprocess: config.preprocess[domainOf(name)] };
}
