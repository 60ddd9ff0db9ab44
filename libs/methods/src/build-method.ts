import type { RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type { Method } from '@jiagu/training';
import { BackboneMethod } from './backbone-method/backbone-method.js';
import { Stsn } from './stsn/stsn.js';

/** The networks and optimisers of the configured method, with fresh weights. Needs a started engine. */
export function buildMethod(config: RunConfig, random: RandomStreams): Method {
  const { method } = config;
  return method.name === 'stsn'
    ? new Stsn(config, method, random)
    : new BackboneMethod(config, method, random);
}
