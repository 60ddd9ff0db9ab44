import { buildCritic } from '@jiagu/critic';
import { configSchema } from '@jiagu/config';
import { buildGenerator } from '@jiagu/generator';
import { RandomStreams, type RandomStream } from '@jiagu/random';
import { CompiledStep, disposeMethod, type TrainingBatch } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { Gan } from '../gan/gan.js';
import { toyMethod, type ToyLoss, type ToyRemedy } from './contests.js';
import { drawPoint, type Point } from './mixture.js';

/** Settings of one training of the toy. */
export interface Play {
  readonly loss: ToyLoss;
  readonly remedy: ToyRemedy;
  readonly seed: number;
  /** Number of the generator's updates. */
  readonly steps: number;
  /** Number of points that the trained generator draws. */
  readonly points: number;
}

/** Points in an update of a player. */
const BATCH = 64;
/**
 * The networks see the coordinates divided by this, so that all points lie within the range of the generator's tanh.
 */
const UNIT = 2.5;

/**
 * Trains a GAN on eight Gaussians in the plane, each point an image of one pixel with two channels. Needs a started
 * engine.
 * @param log receives the reason when steps can't be compiled
 * @returns points drawn by the trained generator
 */
export function playEightGaussians(
  { loss, remedy, seed, steps, points }: Play,
  log: (line: string) => void,
): Point[] {
  const random = new RandomStreams(seed);
  const config = configSchema.parse({
    name: 'eight-gaussians',
    data: { target: { train: 'none', test: 'none' } },
    method: toyMethod(loss, remedy, steps),
    training: { steps, batchSize: BATCH },
  });
  const { method } = config;
  if (method.name !== 'gan') throw new Error('the toy is a GAN');
  const sizes = { channels: 2, imageSize: 1, classes: 0 };
  const gan = new Gan(
    { ...config, data: { ...config.data, imageSize: sizes.imageSize } },
    method,
    {
      generator: (streams) => buildGenerator(method.generator, sizes, streams),
      critic: (streams) => buildCritic(method.critic, sizes, streams),
    },
    random,
  );
  const compiled = new CompiledStep(gan, log);
  for (let step = 0; step < steps; step++) {
    const { batchFactor } = gan.phase(step);
    const batch = batchOf(BATCH * batchFactor, random.stream('data'));
    tf.dispose(compiled.run(gan.begin(step), batch));
    tf.dispose(batch.target?.weak);
  }
  const drawn = draw(gan, points, random.stream('drawn'));
  compiled.dispose();
  disposeMethod(gan);
  return drawn;
}

function batchOf(count: number, random: RandomStream): TrainingBatch {
  const values = Array.from({ length: count }, () => drawPoint(random)).flat();
  const images = tf.tensor4d(
    values.map((value) => value / UNIT),
    [count, 1, 1, 2],
  );
  return { target: { weak: images, strong: images } };
}

function draw({ generator }: Gan, count: number, random: RandomStream): Point[] {
  const values = tf.tidy(() => {
    const noise = Float32Array.from({ length: count * generator.latent }, () => random.normal());
    return generator.draw(tf.tensor2d(noise, [count, generator.latent])).dataSync();
  });
  return Array.from({ length: count }, (_, i): Point => [
    UNIT * (values[2 * i] ?? NaN),
    UNIT * (values[2 * i + 1] ?? NaN),
  ]);
}
