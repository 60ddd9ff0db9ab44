import type { CriticConfig } from '@jiagu/config';
import { normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { BatchNorm } from '../batch-norm.js';
import { Convolution } from '../convolution.js';
import type { CriticLayer } from '../critic-layer.js';
import type { CriticSizes } from '../critic-sizes.js';
import { Dropout } from '../dropout.js';
import { Flatten } from '../flatten.js';
import { FullyConnected } from '../fully-connected.js';
import { LabelChannel } from '../label-input.js';
import { LayeredCritic } from '../layered-critic.js';
import { LeakyRectifier } from '../leaky-rectifier.js';
import { minibatchLayer } from '../minibatch-layers.js';
import { SumPool } from '../pooling.js';
import { conditionParts } from './conditions.js';

/**
 * 4 x 4 convolutions of stride 2 down to 4 x 4 pixels, each followed by a leaky ReLU of 0.2, batch norm in all but the
 * first, and a 4 x 4 convolution for the score (Radford 2016). Weights from N(0, 0.02); no biases with batch norm. With
 * minibatch discrimination, a linear layer gives the score.
 */
export function dcganCritic(
  config: Extract<CriticConfig, { body: 'dcgan' }>,
  { classes, channels, imageSize }: CriticSizes,
  random: RandomStream,
  masks: RandomStream,
): LayeredCritic {
  const { width, norm, dropout, minibatch, condition } = config;
  const joined = condition === 'concat';
  const init = normalOf(0, 0.02);
  const weighting = { init, spectralNorm: norm === 'spectral', bias: norm !== 'batch' };
  const halvings = Math.log2(imageSize / 4);
  const widths = [channels + (joined ? 1 : 0), ...Array.from({ length: halvings }, (_, i) => width * 2 ** i)];
  const features = widths.at(-1) as number; // The input's at least.
  const body = widths
    .slice(1)
    .flatMap((output, i): CriticLayer[] => [
      new Convolution(widths[i] as number, output, 4, { ...weighting, stride: 2, padding: 1 }, random),
      ...(norm === 'batch' && i > 0 ? [new BatchNorm(output, random)] : []),
      new LeakyRectifier(0.2),
      ...(dropout > 0 ? [new Dropout(dropout, masks)] : []),
    ]);
  const flat = minibatch === 'discrimination';
  const { layers, added } = minibatchLayer(minibatch, flat ? features * 16 : features, random);
  const score = flat
    ? [new Flatten(), ...layers, new FullyConnected(features * 16 + added, 1, weighting, random)]
    : [
        ...layers,
        new Convolution(features + added, 1, 4, { ...weighting, stride: 1, padding: 0 }, random),
        new Flatten(),
      ];
  return new LayeredCritic(
    'dcgan',
    condition === 'none' ? 0 : classes,
    joined ? new LabelChannel(classes, imageSize, random) : null,
    body,
    { score, pool: [new SumPool()], ...conditionParts(config, classes, features, random, init) },
  );
}
