import { translatorHalvings, translatorSizeFault, type TranslatorConfig } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { ResnetTranslator } from './bodies/resnet.js';
import { UnetTranslator } from './bodies/unet.js';
import type { TranslatorNetwork } from './translator-network.js';

/** Sizes of the images on either side, which the data determine. */
export interface TranslatorSizes {
  readonly channels: number;
  /** side in pixels */
  readonly imageSize: number;
}

/**
 * The network that a configuration names.
 * @param random gives the initial values
 * @throws Error naming the key, where the image size doesn't suit the body
 */
export function buildTranslator(
  config: TranslatorConfig,
  { channels, imageSize }: TranslatorSizes,
  random: RandomStream,
): TranslatorNetwork {
  const fault = translatorSizeFault(config, imageSize);
  if (fault) throw new Error(fault);
  switch (config.body) {
    case 'resnet':
      return new ResnetTranslator(config, channels, random);
    case 'unet':
      return new UnetTranslator(config, channels, translatorHalvings(config, imageSize), random);
  }
}
