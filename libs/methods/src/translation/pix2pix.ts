import type { Pix2pixConfig, RunConfig } from '@jiagu/config';
import { l1Mean } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import { buildTranslator } from '@jiagu/translator';
import { OneWay } from './one-way.js';

/**
 * Pix2Pix (Isola 2017): images of both domains come in pairs; a translation is to be near the partner of its original,
 * and to pass for it beside the original.
 */
export const pix2pix = (
  config: Pick<RunConfig, 'data' | 'training'>,
  method: Pix2pixConfig,
  random: RandomStreams,
): OneWay =>
  new OneWay(config, method, random, {
    build: (init) => buildTranslator(method.translator, config.data, init),
    wish: () => ({
      trained: {},
      terms: ({ translated, real }) => ({ distance: [method.weights.distance, l1Mean(translated, real)] }),
    }),
    paired: true,
  });
