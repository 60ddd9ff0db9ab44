import { describe, expect, it } from 'vitest';
import { checkSets } from './feature-rows.js';

const row = (...values: number[]) => Float32Array.from(values);
const good = [row(1, 2), row(3, 4)];

describe('checked features', () => {
  it('pass when they are whole', () => {
    expect(() => checkSets({ generated: good, real: good }, 2)).not.toThrow();
  });

  it('are refused by set and image', () => {
    const refused = (generated: Float32Array[], real: Float32Array[], message: string, least = 1) =>
      expect(() => checkSets({ generated, real }, least)).toThrow(message);
    refused(good, [row(1, 2)], '1 real images, but this measure needs 2 or more', 2);
    refused([], good, '0 generated images');
    refused(good, [row(1, 2), row(1)], 'real image 1 has 1 numbers where 2 are expected');
    refused([row()], [row()], 'generated image 0 has 0 numbers where some are expected');
    refused(good, [row(1, NaN)], 'real image 0: number 1 is NaN');
    refused([row(1, 2), row(-Infinity, 2)], good, 'generated image 1: number 0 is -Infinity');
  });
});
