import type { SyntheticConfig } from '@jiagu/config';
import { findSynthetic, synthesize, type SyntheticSet } from '@jiagu/data';
import { note } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';

/**
 * Returns the synthetic data set of a configuration, and creates it if it does not exist.
 * @throws Error when the folder holds something else, or the digest differs from the configured one
 */
export async function makeSynthetic(config: SyntheticConfig): Promise<SyntheticSet> {
  const existing = await findSynthetic(config);
  if (!existing) note(`making the synthetic data set ${config.folder}`);
  const set = existing ?? (await withProgress('images', (onProgress) => synthesize(config, onProgress)));
  if (config.digest !== undefined && config.digest !== set.digest)
    throw new Error(
      `${config.folder} has the digest ${set.digest}, and data.synthetic.digest is ${config.digest}: ` +
        'these are other images than the configuration is about; correct the settings of data.synthetic, or leave the digest out',
    );
  return set;
}
