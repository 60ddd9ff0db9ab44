import type { CycleganConfig, RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import { CycleGan } from './cyclegan.js';
import { SemanticConsistency } from './semantic-consistency.js';

/** CycleGAN with the parts that its configuration asks for. */
export function buildCyclegan(config: RunConfig, method: CycleganConfig, random: RandomStreams): CycleGan {
  const { semantic, weights, ...settings } = method;
  return new CycleGan(
    config,
    { ...settings, weights: { ...weights, adversarial: 1 } },
    random,
    semantic ? new SemanticConsistency(config, semantic, random) : null,
  );
}
