import type { BackboneConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import type { Adversary } from './adversary.js';
import { cdan } from './cdan.js';
import { dann } from './dann.js';
import { mdd } from './mdd.js';

/** The adversary of a method, for features of that length; null where it has none. */
export function buildAdversary(
  method: BackboneConfig,
  features: number,
  classes: number,
  random: RandomStreams,
): Adversary | null {
  switch (method.name) {
    case 'dann':
      return dann(features, method, random);
    case 'cdan':
    case 'cdan+e':
      return cdan({ features, classes, entropy: method.name === 'cdan+e' }, method, random);
    case 'mdd':
      return mdd({ features, classes }, method, random);
    case 'source-only':
    case 'mcc':
    case 'consistency':
    case 'alignment':
    case 'mcd':
    case 'shot':
      return null;
  }
}
