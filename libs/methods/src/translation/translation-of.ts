import { DOMAINS, type Domain } from '@jiagu/config';
import type { Translation } from '@jiagu/evaluation';
import { noGrad } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import type { TranslatorNetwork } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Translation by networks, in evaluation mode and without recording gradients. Where they have dropout, the same values
 * are dropped of every image.
 * @param translators by the domain of the images that they take
 */
export const translationOf = (
  translators: Readonly<Partial<Record<Domain, TranslatorNetwork>>>,
): Translation => ({
  directions: DOMAINS.filter((domain) => translators[domain]),
  takesTexture: false,
  translate: (images, from) => {
    const network = translators[from];
    if (!network) throw new Error(`images of the ${from} can't be translated by this method`);
    const pass = { training: false, masks: new RandomStream('translation') };
    return noGrad(() => tf.tidy(() => network.forward(images, pass)));
  },
});
