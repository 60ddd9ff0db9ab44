import { existsSync } from 'node:fs';
import type { FeatureNetwork } from '@jiagu/evaluation';
import { Inception } from '@jiagu/inception';
import { readTorchState } from '@jiagu/safetensors';
import { fetchInception, inceptionPath, inceptionWeights } from '@jiagu/weights';
import { note } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';

/**
 * The FID network (Inception) as a feature network. Its weights are downloaded unless they are in the cache.
 * @throws WeightsError with advice when they can't be downloaded
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

/**
 * Refuses to start a training that would have to download weights.
 * @throws UsageError when they are not in the cache
 */
export function refuseMissingInception(): void {
  if (existsSync(inceptionPath())) return;
  throw new UsageError(
    'training.evaluate.generation.features: the weights of inception are not in the cache; get them with `jiagu weights fetch inception`',
  );
}
