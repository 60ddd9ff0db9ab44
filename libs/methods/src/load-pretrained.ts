import { access } from 'node:fs/promises';
import type { Module, StateDict } from '@jiagu/nn';
import type { InitialWeights } from '@jiagu/training';
import { fetchWeights, isWeightsName } from '@jiagu/weights';
import { prefixHint, readForeignState } from './read-foreign-state.js';

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
  const wanted = new Set([...network.namedState('')].flatMap(([name]) => [name, sharedName(name)]));
  const { state, notes } = readForeignState(path, wanted);
  for (const line of notes) log(line);
  shareStatistics(network, '', state);
  try {
    network.loadStateDict(state, '', (name) => name === 'scale');
  } catch (error) {
    const hint = [...wanted].some((name) => state.has(name)) ? '' : prefixHint(state.keys(), wanted);
    throw new Error(`${path}: ${(error as Error).message}${hint}`, { cause: error });
  }
}

/** What a file that knows one set of running statistics calls those of the target. */
export const sharedName = (name: string): string => name.replace('.target.', '.');

/** Where a state dict has one set of running statistics and the network two, the target's are the same. */
export function shareStatistics(network: Module, prefix: string, state: StateDict): void {
  for (const [name] of network.namedState(prefix)) {
    const shared = state.get(sharedName(name));
    if (name.includes('.target.') && shared && !state.has(name)) state.set(name, shared);
  }
}
