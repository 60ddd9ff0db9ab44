import type { CriticConfig } from '@jiagu/config';
import { xavierUniform } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { Convolution } from '../convolution.js';
import type { CriticLayer } from '../critic-layer.js';
import type { CriticSizes } from '../critic-sizes.js';
import { Flatten } from '../flatten.js';
import { FullyConnected } from '../fully-connected.js';
import { LabelChannel } from '../label-input.js';
import { LayeredCritic } from '../layered-critic.js';
import { LeakyRectifier } from '../leaky-rectifier.js';
import { minibatchLayer } from '../minibatch-layers.js';
import { AveragePool, SumPool } from '../pooling.js';
import { Residual } from '../residual.js';
import { conditionParts } from './conditions.js';

/**
 * Pre-activation residual blocks, the first without the leading ReLU; then a ReLU, a pool over all pixels and a linear
 * score (Gulrajani 2017; as in SNGAN, Miyato 2018). Xavier-uniform weights.
 */
export function resnetCritic(
  config: Extract<CriticConfig, { body: 'resnet' }>,
  { classes, channels, imageSize }: CriticSizes,
  random: RandomStream,
): LayeredCritic {
  const { width, doubling, halvings, plain, norm, condition } = config;
  const spectralNorm = norm === 'spectral';
  const three = (input: number, output: number): Convolution =>
    new Convolution(
      input,
      output,
      3,
      { stride: 1, padding: 1, spectralNorm, init: xavierUniform(Math.SQRT2) },
      random,
    );
  const one = (input: number, output: number): Convolution =>
    new Convolution(
      input,
      output,
      1,
      { stride: 1, padding: 0, spectralNorm, init: xavierUniform(1) },
      random,
    );
  const rectify = (): LeakyRectifier => new LeakyRectifier(0);
  const joined = condition === 'concat';
  const body: CriticLayer[] = Array.from({ length: halvings + plain }, (_, i) => {
    const output = doubling ? width * 2 ** i : width;
    const half = i < halvings ? [new AveragePool(2)] : [];
    if (i === 0) {
      const input = channels + (joined ? 1 : 0);
      return new Residual(
        [three(input, output), rectify(), three(output, output), ...half],
        [...half, one(input, output)],
      );
    }
    const input = doubling ? output / 2 : width;
    // The mean of four pixels' 1 x 1 convolutions is that of their mean, for a quarter of the work.
    const shortcut = input !== output || half.length > 0 ? [...half, one(input, output)] : [];
    return new Residual([rectify(), three(input, input), rectify(), three(input, output), ...half], shortcut);
  });
  const features = doubling ? width * 2 ** (halvings + plain - 1) : width;
  const pool =
    config.pool === 'sum' ? [new SumPool()] : [new AveragePool(imageSize / 2 ** halvings), new Flatten()];
  const { layers, added } = minibatchLayer(config.minibatch, features, random);
  const score = new FullyConnected(features + added, 1, { spectralNorm, init: xavierUniform(1) }, random);
  return new LayeredCritic(
    'resnet',
    condition === 'none' ? 0 : classes,
    joined ? new LabelChannel(classes, imageSize, random) : null,
    [...body, rectify(), ...pool],
    {
      score: [...layers, score],
      pool: [],
      ...conditionParts(config, classes, features, random, xavierUniform(1)),
    },
  );
}
