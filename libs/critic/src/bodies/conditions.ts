import type { Initializer } from '@jiagu/nn';
import { normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { FullyConnected } from '../fully-connected.js';
import type { HeadParts } from '../head.js';
import { InnerProduct } from '../projection.js';

/** What the configuration says about classes. */
interface ConditionChoice {
  readonly condition: 'none' | 'concat' | 'projection' | 'auxiliary';
  readonly norm: string;
  readonly transition?: boolean;
}

/** The parts of a head that depend on classes. */
export function conditionParts(
  { condition, norm, transition = false }: ConditionChoice,
  classes: number,
  features: number,
  random: RandomStream,
  init: Initializer = normalOf(0, 1),
): Pick<HeadParts, 'projection' | 'transition' | 'auxiliary'> {
  const spectralNorm = norm === 'spectral';
  if (condition === 'projection')
    return { transition, projection: new InnerProduct(classes, features, { spectralNorm, init }, random) };
  if (condition === 'auxiliary')
    return { auxiliary: new FullyConnected(features, classes, { spectralNorm }, random) };
  return {};
}
