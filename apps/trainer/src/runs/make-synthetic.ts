import type { SyntheticConfig } from '@jiagu/config';
import { findSynthetic, synthesize, type SyntheticSet } from '@jiagu/data';
import { note } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';

/**
 * Returns the synthetic data set of a configuration, and creates it if it does not exist.
 * @throws Error when the folder holds something else
 */
export async function makeSynthetic(config: SyntheticConfig): Promise<SyntheticSet> {
  const existing = await findSynthetic(config);
  if (existing) return existing;
  note(`making the synthetic data set ${config.folder}`);
  return withProgress('images', (onProgress) => synthesize(config, onProgress));
}
