import type { RunConfig } from '@jiagu/config';
import { openDomains, verifyImages, type Domains } from '@jiagu/data';
import { makeSynthetic } from './make-synthetic.js';

/**
 * The data of a run, made if need be, every image looked at.
 * @throws Error naming the folder, file or line that is wrong
 */
export async function prepareData({ data }: RunConfig): Promise<Domains> {
  if (data.synthetic) await makeSynthetic(data.synthetic);
  const domains = await openDomains(data);
  const { source, target } = domains;
  for (const part of [source.train, target.train, source.test, target.test]) await verifyImages(part);
  return domains;
}
