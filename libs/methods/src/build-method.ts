import type { RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type { Method } from '@jiagu/training';
import { SourceOnly } from './source-only/source-only.js';
import { Stsn } from './stsn/stsn.js';

/** The networks and optimisers of the configured method, with fresh weights. Needs a started engine. */
export function buildMethod(config: RunConfig, random: RandomStreams): Method {
  const { method } = config;
  switch (method.name) {
    case 'source-only':
      return new SourceOnly(config, method, random);
    case 'stsn':
      return new Stsn(config, method, random);
  }
}
