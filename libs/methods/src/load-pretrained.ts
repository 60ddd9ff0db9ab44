import { access } from 'node:fs/promises';
import type { Module, StateDict } from '@jiagu/nn';
import { readStateDict, type InitialWeights } from '@jiagu/training';
import { fetchWeights, isWeightsName } from '@jiagu/weights';

/**
 * Gives a network published weights: a known name, fetched once, or a safetensors file. Running statistics of
 * the target, which no published file has, start as the source's.
 * @throws Error naming the file and the tensor that does not fit
 */
export async function loadPretrained(
  network: Module,
  weights: string,
  { cache, log }: InitialWeights,
): Promise<void> {
  const path = isWeightsName(weights) ? (await fetchWeights(weights, { cache, log })).path : weights;
  await access(path).catch(() => {
    throw new Error(
      `no weights at ${path}: give a safetensors file or one of the names that jiagu weights fetch knows`,
    );
  });
  const state = readStateDict(path);
  shareStatistics(network, '', state);
  try {
    network.loadStateDict(state, '', (name) => name === 'scale');
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Where a state dict has one set of running statistics and the network two, the target's are the same. */
export function shareStatistics(network: Module, prefix: string, state: StateDict): void {
  for (const [name] of network.namedState(prefix)) {
    const shared = state.get(name.replace('.target.', '.'));
    if (name.includes('.target.') && shared && !state.has(name)) state.set(name, shared);
  }
}
