import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from '../build-method.js';
import { smallConfig, smallStsn } from '../testing/small.js';
import { sideProblem } from './image-side.js';

beforeAll(() => startEngine());

/** Whether the networks themselves draw an image of the side that they are given. */
function draws(
  imageSize: number,
  stem: { kernel: number; maxPool: boolean },
  lastStageStride: 1 | 2,
  structureStage: 2 | 4 = 4,
): boolean {
  const { data, model, ...rest } = smallConfig(smallStsn);
  const config = {
    ...rest,
    data: { ...data, imageSize },
    model: { ...model, width: 1, stem, lastStageStride, structureStage },
  };
  const problem = sideProblem(config);
  const method = buildMethod(config, new RandomStreams(0));
  let drawn: boolean;
  try {
    drawn = tf.tidy(() => {
      const images = tf.zeros<tf.Rank.R4>([1, imageSize, imageSize, 1]);
      const encoded = method.separation?.encode(images, 'source');
      if (!encoded) return false;
      const { shape } = method.separation?.decode(encoded.structure, encoded.texture, 'source') ?? {
        shape: [],
      };
      return shape[1] === imageSize;
    });
  } catch {
    drawn = false;
  }
  disposeMethod(method);
  expect([imageSize, stem, lastStageStride, structureStage, problem === undefined]).toEqual([
    imageSize,
    stem,
    lastStageStride,
    structureStage,
    drawn,
  ]);
  return drawn;
}

describe('sideProblem', () => {
  it('says what the networks can draw', () => {
    const plain = { kernel: 3, maxPool: false };
    const drawable = [16, 20, 24, 32].filter((side) => draws(side, plain, 1));
    expect(drawable).toEqual([16, 24, 32]);
    expect(draws(16, { kernel: 4, maxPool: false }, 1)).toBe(false);
    // Taken after the second stage, the structure is halved twice.
    expect(draws(20, plain, 1, 2)).toBe(true);
    expect(draws(20, plain, 2, 2)).toBe(true);
    expect(draws(18, plain, 1, 2)).toBe(false);
    // Halved five times, a side of 32 leaves a structure of one pixel.
    expect(draws(32, { kernel: 7, maxPool: true }, 2)).toBe(false);
    expect(draws(64, { kernel: 7, maxPool: true }, 2)).toBe(true);
  });

  it('says what to use instead', () => {
    const config = smallConfig(smallStsn);
    const problem = (imageSize: number, kernel = 3) =>
      sideProblem({
        data: { ...config.data, imageSize },
        model: { ...config.model, stem: { kernel, maxPool: false }, lastStageStride: 1 },
      });
    expect(problem(20)).toMatch(/data\.imageSize is 20.*multiples of 8 from 16 on, such as 16 or 24/);
    expect(problem(16, 4)).toMatch(/model\.stem\.kernel is 4.*draws 24 pixels.*such as 5/);
    expect(problem(32)).toBeUndefined();
  });
});
