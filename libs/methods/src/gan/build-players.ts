import { buildCritic } from '@jiagu/critic';
import type { GanConfig, RunConfig } from '@jiagu/config';
import { buildGenerator } from '@jiagu/generator';
import type { PlayerBuilders } from './gan.js';

/** Functions that build the networks of a configuration, with fresh weights at each call. */
export const playerBuilders = ({ data }: Pick<RunConfig, 'data'>, method: GanConfig): PlayerBuilders => ({
  generator: (random) => buildGenerator(method.generator, data, random),
  critic: (random) => buildCritic(method.critic, data, random),
});
