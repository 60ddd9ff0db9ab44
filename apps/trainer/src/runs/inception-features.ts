import { existsSync } from 'node:fs';
import type { FeatureNetwork } from '@jiagu/evaluation';
import { Inception } from '@jiagu/inception';
import { readTorchState } from '@jiagu/safetensors';
import { fetchInception, inceptionPath, inceptionWeights } from '@jiagu/weights';
import { note } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';

/**
 * What the network of FID sees. Its weights are fetched where they are not in the cache.
 * @throws WeightsError telling what to do where they can't be
 */
export async function inceptionFeatures(): Promise<FeatureNetwork> {
  const { path } = await fetchInception({ log: note });
  const network = new Inception(readTorchState(path));
  return {
    name: { kind: 'inception', sha256: inceptionWeights.sha256 },
    see: (images) => network.see(images),
    dispose: () => network.dispose(),
  };
}

/** A training does not begin with a download. @throws UsageError where the weights are not in the cache */
export function refuseMissingInception(): void {
  if (existsSync(inceptionPath())) return;
  throw new UsageError(
    'training.evaluate.generation.features: the weights of inception are not in the cache; bring them with `jiagu weights fetch inception`',
  );
}
