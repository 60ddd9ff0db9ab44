import type { RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type { Method } from '@jiagu/training';
import { Adda } from './adda/adda.js';
import { BackboneMethod } from './backbone-method/backbone-method.js';
import { Flow } from './flow/flow.js';
import { playerBuilders } from './gan/build-players.js';
import { Gan } from './gan/gan.js';
import { Stsn } from './stsn/stsn.js';
import { CycleGan } from './translation/cyclegan.js';
import { Vae } from './vae/vae.js';

/** The networks and optimisers of the configured method, with fresh weights. Needs a started engine. */
export function buildMethod(config: RunConfig, random: RandomStreams): Method {
  const { method } = config;
  switch (method.name) {
    case 'source-only':
    case 'dann':
    case 'cdan':
    case 'cdan+e':
    case 'mcc':
    case 'consistency':
    case 'alignment':
    case 'mdd':
    case 'mcd':
    case 'shot':
      return new BackboneMethod(config, method, random);
    case 'adda':
      return new Adda(config, method, random);
    case 'stsn':
      return new Stsn(config, method, random);
    case 'vae':
      return new Vae(config, method, random);
    case 'flow':
      return new Flow(config, method, random);
    case 'cyclegan':
      return new CycleGan(config, method, random);
    case 'gan':
      return new Gan(config, method, playerBuilders(config, method), random);
  }
}
