import type { CriticConfig } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import type { CriticLayer } from '../critic-layer.js';
import { Dropout } from '../dropout.js';
import { Flatten } from '../flatten.js';
import { FullyConnected } from '../fully-connected.js';
import { LabelVector } from '../label-input.js';
import { LayeredCritic } from '../layered-critic.js';
import { LeakyRectifier } from '../leaky-rectifier.js';
import { minibatchLayer } from '../minibatch-layers.js';
import type { CriticSizes } from '../critic-sizes.js';
import { conditionParts } from './conditions.js';

/** Linear layers with a leaky ReLU of 0.2, and dropout where asked for, after each hidden one. */
export function mlpCritic(
  config: Extract<CriticConfig, { body: 'mlp' }>,
  { classes, channels, imageSize }: CriticSizes,
  random: RandomStream,
  masks: RandomStream,
): LayeredCritic {
  const weighting = { spectralNorm: config.norm === 'spectral' };
  const joined = config.condition === 'concat';
  const pixels = channels * imageSize ** 2;
  const widths = [joined ? pixels + classes : pixels, ...config.hidden];
  const features = widths.at(-1) as number; // There is at least one.
  const hidden = config.hidden.flatMap((width, i): CriticLayer[] => [
    new FullyConnected(widths[i] as number, width, weighting, random),
    new LeakyRectifier(0.2),
    ...(config.dropout > 0 ? [new Dropout(config.dropout, masks)] : []),
  ]);
  const { layers, added } = minibatchLayer(config.minibatch, features, random);
  return new LayeredCritic(
    'mlp',
    config.condition === 'none' ? 0 : classes,
    joined ? new LabelVector(classes, random) : null,
    joined ? hidden : [new Flatten(), ...hidden],
    {
      score: [...layers, new FullyConnected(features + added, 1, weighting, random)],
      pool: [],
      ...conditionParts(config, classes, features, random),
    },
  );
}
