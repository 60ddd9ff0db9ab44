import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, expect, it, vi } from 'vitest';
import { smallConfig } from '../testing/small.js';
import { stages } from './stages.js';
import { Vae } from './vae.js';

beforeAll(() => startEngine());

it('draws codes from the posteriors and adds beta times the divergence', () => {
  const config = smallConfig({ name: 'vae', domain: 'target', latent: 3, encoder: { width: 2 }, beta: 0.7 });
  if (config.method.name !== 'vae') throw new Error('no VAE');
  const subject = new Vae(config, config.method, new RandomStreams(1));
  const { encoder, decoder } = subject.modules;
  const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
  let posterior = { mean: [NaN], logVariance: [NaN] };
  let [code, logits] = [[NaN], [NaN]];
  const [encode, decode] = [encoder.forward.bind(encoder), decoder.forward.bind(decoder)];
  vi.spyOn(encoder, 'forward').mockImplementation((...given) => {
    const found = encode(...given);
    posterior = { mean: values(found.mean), logVariance: values(found.logVariance) };
    return found;
  });
  vi.spyOn(decoder, 'forward').mockImplementation((...given) => {
    const found = decode(...given);
    [code, logits] = [values(given[0]), values(found)];
    return found;
  });
  const random = new RandomStreams(7).stream('images');
  const pixels = Array.from({ length: 2 * 32 * 32 }, () => random.uniform(-1, 1));
  const images = tf.tensor4d(pixels, [2, 32, 32, 1]);
  const losses = tf.tidy(() => subject.trainStep({ target: { weak: images, strong: images } }));

  // The same numbers that the step drew.
  const noise = new RandomStreams(1).stream('noise');
  const { mean, logVariance } = posterior;
  let divergence = 0;
  mean.forEach((m, i) => {
    const s = logVariance[i] ?? NaN;
    expect(code[i]).toBeCloseTo(m + Math.exp(s / 2) * noise.normal(), 5);
    divergence += (m * m + Math.exp(s) - 1 - s) / 2 / 2;
  });
  const reconstruction =
    pixels.reduce((sum, pixel, i) => {
      const [p, x] = [1 / (1 + Math.exp(-(logits[i] ?? NaN))), (pixel + 1) / 2];
      return sum - x * Math.log(p) - (1 - x) * Math.log(1 - p);
    }, 0) / 2;
  expect(losses.total?.dataSync()[0]).toBeCloseTo(reconstruction + 0.7 * divergence, 2);
  disposeMethod(subject);
});

it("draws the decoder's sigmoid, on the scale of -1 .. 1", () => {
  const config = smallConfig({ name: 'vae', domain: 'target', latent: 3 });
  if (config.method.name !== 'vae') throw new Error('no VAE');
  const subject = new Vae(config, config.method, new RandomStreams(1));
  vi.spyOn(subject.modules.decoder, 'forward').mockImplementation(() =>
    tf.tensor4d([0, Math.log(3)], [1, 1, 2, 1]),
  );
  const [middle, bright] = tf.tidy(() => subject.generator.draw(tf.zeros([1, 3])).dataSync());
  // Sigmoids of 1/2 and 3/4.
  expect(middle).toBeCloseTo(0, 6);
  expect(bright).toBeCloseTo(0.5, 6);
  disposeMethod(subject);
});

it.each([
  [32, 4, [2, 4, 8]],
  [28, 7, [2, 4]],
  [36, 9, [2, 4]],
  [256, 4, [2, 4, 8, 16, 16, 16]],
])('a side of %d is halved to %d', (side, base, widths) => {
  expect(stages(side, 2)).toEqual({ base, widths });
});
