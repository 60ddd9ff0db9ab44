import { access } from 'node:fs/promises';
import type { Module, StateDict } from '@jiagu/nn';
import type { InitialWeights } from '@jiagu/training';
import { fetchWeights, isWeightsName } from '@jiagu/weights';
import { prefixHint, readForeignState } from './read-foreign-state.js';

/**
 * Loads published weights into a network: a known name, fetched once, or a safetensors file. Running statistics of the
 * target, which no published file has, start as the source's.
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

/** The name, in a file with one set of running statistics, of a tensor that the network has for each domain. */
export const sharedName = (name: string): string => name.replace('.target.', '.');

/** Copies the source's running statistics to the target in a state dict that has one set for a network with two. */
export function shareStatistics(network: Module, prefix: string, state: StateDict): void {
  for (const [name] of network.namedState(prefix)) {
    const shared = state.get(sharedName(name));
    if (name.includes('.target.') && shared && !state.has(name)) state.set(name, shared);
  }
}
