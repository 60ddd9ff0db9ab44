import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { combine } from '@jiagu/evaluation';
import { RandomStream, RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { noiseBatch, smallConfig, smallStsn } from './testing/small.js';
import { buildTrained, type TrainedShape } from './trained.js';

beforeAll(() => startEngine());

const stsn = smallConfig(smallStsn).method;
if (stsn.name !== 'stsn') throw new Error('the small STSN is none');
const { textureCode, privateEncoder, decoder } = stsn;

it.each<[string, object, TrainedShape['method'], (1 | 2 | 3 | 4)?]>([
  ['dann', { name: 'dann', bottleneck: 16 }, { kind: 'backbone', bottleneck: 16, second: false }],
  [
    'without a bottleneck',
    { name: 'mcc', bottleneck: 0 },
    { kind: 'backbone', bottleneck: 0, second: false },
  ],
  ['mcd', { name: 'mcd', bottleneck: 16 }, { kind: 'backbone', bottleneck: 16, second: true }],
  [
    'stsn',
    smallStsn,
    { kind: 'stsn', snapshot: false, averaged: false, textureCode, privateEncoder, decoder },
  ],
  [
    'stsn, structure from stage 2',
    smallStsn,
    { kind: 'stsn', snapshot: false, averaged: false, textureCode, privateEncoder, decoder },
    2,
  ],
  [
    'stsn, drawn by the average of the decoder',
    { ...smallStsn, ema: {} },
    { kind: 'stsn', snapshot: false, averaged: true, textureCode, privateEncoder, decoder },
  ],
])(
  'a trained network alone, filled from the state of its method, says and draws what that does: %s',
  async (_, settings, method, structureStage = 4) => {
    const small = smallConfig(settings);
    const config = { ...small, model: { ...small.model, structureStage } };
    const whole = buildMethod(config, new RandomStreams(5));
    // The decoder and its average part.
    const weights = whole.modules.dec?.parameters()[0];
    weights?.assign(tf.neg(weights.value));
    const { classes, channels } = config.data;
    const alone = buildTrained({ classes, channels, model: config.model, method }, new RandomStream('other'));
    for (const [prefix, network] of Object.entries(alone.modules))
      network.loadStateDict(whole.modules[prefix]?.stateDict(`${prefix}.`) ?? new Map(), `${prefix}.`);
    const images = noiseBatch('trained').target.weak;
    const values = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);
    const scores = values(alone.recogniser.logits(images, 'target'));
    expect(scores).toHaveLength(16 * classes);
    expect(scores).toEqual(values(whole.recogniser?.logits(images, 'target')));
    // The average of the map is the feature, wherever the structure is taken.
    const feature = values(alone.recogniser.features(images, 'target'));
    const map = alone.recogniser.maps?.(images, 'target');
    const means = values(map && tf.mean(map, [1, 2]));
    expect(means).toHaveLength(feature.length);
    means.forEach((mean, i) => expect(mean).toBeCloseTo(feature[i] ?? NaN, 5));
    expect(alone.separation === undefined).toBe(whole.separation === undefined);
    const codes = [alone, whole].map(({ separation }) =>
      values(separation?.encode(images, 'source').texture),
    );
    expect(codes[0]).toEqual(codes[1]);
    const drawn = [alone, whole].map(({ separation }) =>
      values(separation && combine(separation, { images, domain: 'source' }, { images, domain: 'target' })),
    );
    expect(drawn[0]).toEqual(drawn[1]);
    for (const network of Object.values(alone.modules)) network.dispose();
    disposeMethod(whole);
  },
);
