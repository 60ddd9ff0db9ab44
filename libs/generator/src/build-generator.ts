import { ganSizeFault, type GeneratorConfig } from '@jiagu/config';
import type { RandomStreams } from '@jiagu/random';
import { DcganGenerator } from './bodies/dcgan.js';
import { MlpGenerator } from './bodies/mlp.js';
import { ResnetGenerator } from './bodies/resnet.js';
import { StyleGenerator } from './bodies/style.js';
import type { GeneratorNetwork } from './generator-network.js';
import type { NetworkSizes } from './network-sizes.js';

/**
 * The network that a configuration names.
 * @param random its stream `init` gives the initial values, `generator-noise` the noise inside a style body
 * @throws Error naming the key, where the image size doesn't suit the body, or there is a condition but no classes
 */
export function buildGenerator(
  config: GeneratorConfig,
  sizes: NetworkSizes,
  random: RandomStreams,
): GeneratorNetwork {
  const fault = ganSizeFault('generator', config, sizes.imageSize);
  if (fault) throw new Error(fault);
  if (config.condition !== 'none' && sizes.classes < 1)
    throw new Error(
      `method.generator.condition ${config.condition} needs classes: set it to none for data without labels`,
    );
  const init = random.stream('init');
  switch (config.body) {
    case 'mlp':
      return new MlpGenerator(config, sizes, init);
    case 'dcgan':
      return new DcganGenerator(config, sizes, init);
    case 'resnet':
      return new ResnetGenerator(config, sizes, init);
    case 'style':
      return new StyleGenerator(config, sizes, { init, noise: random.stream('generator-noise') });
  }
}
