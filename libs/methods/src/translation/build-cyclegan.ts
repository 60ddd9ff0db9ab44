import type { CycleganConfig, RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import { CycleGan } from './cyclegan.js';
import { SemanticConsistency } from './semantic-consistency.js';
import { Warping } from './warping.js';

/** CycleGAN with the parts that its configuration asks for. */
export function buildCyclegan(config: RunConfig, method: CycleganConfig, random: RandomStreams): CycleGan {
  const { semantic, warp, weights, ...settings } = method;
  return new CycleGan(config, { ...settings, weights: { ...weights, adversarial: 1 } }, random, {
    wish: semantic ? new SemanticConsistency(config, semantic, random) : null,
    warping: warp ? new Warping(config, { ...settings, warp }, random) : null,
  });
}
