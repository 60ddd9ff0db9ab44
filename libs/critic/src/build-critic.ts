import { ganSizeFault, type CriticConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import { AutoencoderCritic } from './bodies/autoencoder.js';
import { dcganCritic } from './bodies/dcgan.js';
import { mlpCritic } from './bodies/mlp.js';
import { patchCritic } from './bodies/patch.js';
import { resnetCritic } from './bodies/resnet.js';
import { StyleCritic } from './bodies/style.js';
import type { CriticNetwork } from './critic-network.js';
import type { CriticSizes } from './critic-sizes.js';

/**
 * The network that a configuration names.
 * @param random its stream `init` gives the initial values, `critic-dropout` the masks of dropout
 * @throws Error naming the key, where the image size doesn't suit the body, there is a condition but no classes, or a
 *   transition but no projection
 */
export function buildCritic(config: CriticConfig, sizes: CriticSizes, random: RandomStreams): CriticNetwork {
  const fault = ganSizeFault('critic', config, sizes.imageSize);
  if (fault) throw new Error(fault);
  if (config.condition !== 'none' && sizes.classes < 1)
    throw new Error(
      `method.critic.condition ${config.condition} needs classes: set it to none for data without labels`,
    );
  if ('transition' in config && config.transition && config.condition !== 'projection')
    throw new Error(
      'method.critic.transition needs a separate conditional answer: set method.critic.condition to projection',
    );
  const [init, masks] = [random.stream('init'), random.stream('critic-dropout')];
  switch (config.body) {
    case 'mlp':
      return mlpCritic(config, sizes, init, masks);
    case 'dcgan':
      return dcganCritic(config, sizes, init, masks);
    case 'resnet':
      return resnetCritic(config, sizes, init);
    case 'style':
      return new StyleCritic(config, sizes, init);
    case 'patch':
      return patchCritic(config, sizes, init);
    case 'autoencoder':
      return new AutoencoderCritic(config, sizes, init);
  }
}
