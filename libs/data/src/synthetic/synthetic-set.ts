import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticConfig } from '@jiagu/config';
import _ from 'lodash';

/** Version of the generator; any change of the pixels that it makes raises it. */
export const RECIPE = 1;

/** Written last: a folder without it is not finished. */
export const SYNTHETIC_FILE = 'synthetic.json';

/** The settings that determine the images: all except the folder and the digest. */
export type SyntheticSettings = Omit<SyntheticConfig, 'folder' | 'digest'>;

/** What a synthetic data set is made of. */
export interface SyntheticSet {
  readonly recipe: number;
  readonly config: SyntheticSettings;
  /** SHA-256 of the images' SHA-256 (of pixels, a line each) in the order of class, domain, part and number. */
  readonly digest: string;
}

/**
 * The set in the configured folder; undefined where the folder is absent or empty.
 * @throws Error when the folder holds another set or something else
 */
export async function findSynthetic(config: SyntheticConfig): Promise<SyntheticSet | undefined> {
  const { folder } = config;
  const wanted = _.omit(config, 'folder', 'digest');
  const found = await stat(folder).catch(() => undefined);
  if (!found) return undefined;
  const advice = 'remove it or set data.synthetic.folder to another path';
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder; ${advice}`);
  if ((await readdir(folder)).length === 0) return undefined;
  const set = await readSet(join(folder, SYNTHETIC_FILE));
  if (!set)
    throw new Error(`${folder} is no finished synthetic data set (no readable ${SYNTHETIC_FILE}); ${advice}`);
  const different = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
    (key) => set.config[key] !== wanted[key],
  );
  if (different.length > 0) {
    const differences = different.map((key) => `${key} ${set.config[key]}, not ${wanted[key]}`).join('; ');
    throw new Error(`${folder} holds another synthetic data set (${differences}); ${advice}`);
  }
  if (set.recipe !== RECIPE)
    throw new Error(
      `${folder} was made by recipe ${set.recipe} of the generator, now it is ${RECIPE}; ${advice}`,
    );
  return set;
}

async function readSet(path: string): Promise<SyntheticSet | undefined> {
  try {
    const set = JSON.parse(await readFile(path, 'utf8')) as Partial<SyntheticSet> | null;
    if (!set?.config || !set.digest) return undefined;
    // Sets that were made before there were pairs don't mention them.
    return { ...(set as SyntheticSet), config: { ...set.config, paired: set.config.paired ?? false } };
  } catch {
    return undefined;
  }
}
