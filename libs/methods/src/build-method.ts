import type { RunConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type { Method } from '@jiagu/training';
import { Adda } from './adda/adda.js';
import { BackboneMethod } from './backbone-method/backbone-method.js';
import { Flow } from './flow/flow.js';
import { playerBuilders } from './gan/build-players.js';
import { Gan } from './gan/gan.js';
import { Stsn } from './stsn/stsn.js';
import { buildCyclegan } from './translation/build-cyclegan.js';
import { cut } from './translation/cut.js';
import { Dtml } from './translation/dtml.js';
import { pix2pix } from './translation/pix2pix.js';
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
      return buildCyclegan(config, method, random);
    case 'dtml':
      return new Dtml(config, method, random);
    case 'cut':
      return cut(config, method, random);
    case 'pix2pix':
      return pix2pix(config, method, random);
    case 'gan':
      return new Gan(config, method, playerBuilders(config, method), random);
  }
}
