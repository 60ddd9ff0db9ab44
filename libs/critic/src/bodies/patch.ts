import type { CriticConfig } from '@jiagu/config';
import { normalOf } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { BatchNorm } from '../batch-norm.js';
import { Convolution } from '../convolution.js';
import type { CriticLayer } from '../critic-layer.js';
import type { CriticSizes } from '../critic-sizes.js';
import { InstanceNorm } from '../instance-norm.js';
import { LabelChannel } from '../label-input.js';
import { LayeredCritic } from '../layered-critic.js';
import { LeakyRectifier } from '../leaky-rectifier.js';

/**
 * 4 x 4 convolutions with leaky ReLUs of 0.2 that score overlapping patches, of 70 x 70 pixels with three layers of
 * stride 2 (Isola 2017, as in CycleGAN): norms in all but the first and the last layer, weights from N(0, 0.02).
 */
export function patchCritic(
  config: Extract<CriticConfig, { body: 'patch' }>,
  { classes, channels, imageSize }: CriticSizes,
  random: RandomStream,
): LayeredCritic {
  const { width, layers, norm, condition } = config;
  const joined = condition === 'concat';
  const outputs = [...Array.from({ length: layers + 1 }, (_, i) => width * Math.min(2 ** i, 8)), 1];
  const body = outputs.flatMap((output, i): CriticLayer[] => {
    const [first, last] = [i === 0, i === outputs.length - 1];
    const between = !first && !last;
    const input = outputs[i - 1] ?? channels + (joined ? 1 : 0);
    const convolution = new Convolution(
      input,
      output,
      4,
      {
        stride: i < layers ? 2 : 1,
        padding: 1,
        init: normalOf(0, 0.02),
        spectralNorm: norm === 'spectral',
        bias: !(between && norm === 'batch'),
      },
      random,
    );
    if (last) return [convolution];
    return [
      convolution,
      ...(between && norm === 'batch' ? [new BatchNorm(output, random)] : []),
      ...(between && norm === 'instance' ? [new InstanceNorm()] : []),
      new LeakyRectifier(0.2),
    ];
  });
  return new LayeredCritic(
    'patch',
    condition === 'none' ? 0 : classes,
    joined ? new LabelChannel(classes, imageSize, random) : null,
    body.slice(0, -1),
    { score: body.slice(-1), pool: [] },
  );
}
