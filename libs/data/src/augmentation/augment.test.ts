import type { Augmentation } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import { describe, expect, it } from 'vitest';
import { type Pixels, toChannels } from '../pixels.js';
import { prepareView } from '../prepare-view.js';
import { type AffineMap, IDENTITY, sampleWindow } from './affine.js';
import { augment } from './augment.js';
import { boxBlur } from './box-blur.js';
import { coverSquare } from './cutout.js';
import { drawWindow } from './random-resized-crop.js';

const grey = (side: number, ...values: number[]): Pixels => ({
  width: side,
  height: values.length / side,
  channels: 1,
  data: Uint8Array.from(values),
});
const square = (side: number, ...values: number[]) => ({
  width: side,
  height: side,
  channels: 1 as const,
  data: values.length > 0 ? Float32Array.from(values) : new Float32Array(side * side),
});
const random = new RandomStream('pixels');
const noise = grey(20, ...Array.from({ length: 400 }, () => random.integer(256)));

function sampled(pixels: Pixels, size: number, map: Partial<AffineMap>): number[] {
  const out = square(size);
  sampleWindow(pixels, { ...IDENTITY, ...map }, out);
  return Array.from(out.data, (value) => Math.round(value * 2550) / 10);
}

function augmented(augmentation: Augmentation, seed = 'seed', pixels = noise): Float32Array {
  const out = square(20);
  augment(pixels, augmentation, out, new RandomStream(seed));
  return out.data;
}

const plain = Array.from(noise.data, (value) => Math.fround(value / 255));
const expectClose = (actual: Float32Array, expected: number[]) =>
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));

describe('sampleWindow', () => {
  const image = grey(3, 10, 20, 30, 40, 50, 60, 70, 80, 90);

  it('is the image under the identity, and its centre window when smaller', () => {
    expect(sampled(image, 3, {})).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(sampled(image, 1, {})).toEqual([50]);
  });

  it('shifts in half-widths and goes on with the border beyond the image', () => {
    expect(sampled(image, 3, { tx: 2 / 3 })).toEqual([20, 30, 30, 50, 60, 60, 80, 90, 90]); // one pixel
    expect(sampled(image, 3, { ty: 1 / 3 })).toEqual([25, 35, 45, 55, 65, 75, 70, 80, 90]); // half a pixel
  });

  it('rotates about the centre: a quarter turn', () => {
    expect(sampled(image, 3, { a: 0, b: -1, c: 1, d: 0 })).toEqual([30, 60, 90, 20, 50, 80, 10, 40, 70]);
  });
});

describe('steps', () => {
  it('blurs with reflected neighbours', () => {
    const image = square(3, 0, 0, 9, 0, 0, 0, 0, 0, 0);
    boxBlur(image);
    // The first row counts once for itself and once for the second; in it each pixel but the first sees the 9.
    expectClose(image.data, [0, 1, 1, 0, 1, 1, 0, 0, 0]);
  });

  it('covers a square of pixels closer than its half', () => {
    const image = square(4);
    coverSquare(image, 0, 2, 2);
    const g = Math.fround(0.4);
    expect([...image.data]).toEqual([0, 0, 0, 0, g, g, 0, 0, g, g, 0, 0, g, g, 0, 0]);
  });

  it('draws crops inside the image with the wanted area and ratio, and falls back to the centre', () => {
    const stream = new RandomStream('crops');
    for (let i = 0; i < 200; i++) {
      const { left, top, width, height } = drawWindow(
        256,
        256,
        { area: [0.08, 1], ratio: [0.75, 4 / 3] },
        stream,
      );
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(256);
      expect(top + height).toBeLessThanOrEqual(256);
      expect((width * height) / 256 ** 2).toBeGreaterThan(0.078);
      expect(width / height).toBeGreaterThan(0.74);
      expect(width / height).toBeLessThan(1.35);
    }
    const impossible = drawWindow(100, 60, { area: [4, 5], ratio: [0.75, 1] }, stream);
    expect(impossible).toEqual({ left: 20, top: 0, width: 60, height: 60 });
  });
});

describe('augment', () => {
  it('changes nothing when nothing is named or every magnitude is zero', () => {
    const zero: Augmentation = {
      randomResizedCrop: { area: [1, 1], ratio: [1, 1] },
      horizontalFlip: 0,
      affine: { rotation: 0, scale: 0, aspect: 0, shear: 0, shift: 0 },
      elastic: { coarse: 0, fine: 0 },
      abrasion: 0,
      contrast: [1, 1],
      brightness: 0,
      noise: 0,
      blur: 0,
      cutout: 0,
      invert: 0,
    };
    expectClose(augmented({}), plain);
    expectClose(augmented(zero), plain);
  });

  it('flips, inverts and scales the contrast about mid grey', () => {
    expectClose(
      augmented({ horizontalFlip: 1 }),
      plain.map((_, i) => plain[i - (i % 20) + 19 - (i % 20)] ?? NaN),
    );
    expectClose(
      augmented({ invert: 1 }),
      plain.map((value) => 1 - value),
    );
    expectClose(
      augmented({ contrast: [0.5, 0.5] }),
      plain.map((value) => 0.25 + value / 2),
    );
  });

  it('keeps everything in 0..1 and gives the same for the same stream only', () => {
    const strong: Augmentation = {
      contrast: [2, 3],
      brightness: 0.5,
      noise: 0.5,
      blur: 0.5,
      cutout: 1,
      invert: 0.5,
    };
    const values = augmented(strong);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(augmented(strong)).toEqual(values);
    expect(augmented(strong, 'other')).not.toEqual(values);
  });
});

describe('handwriting', () => {
  const side = 48;
  /** A vertical bar of the given width in the middle of paper. */
  const bar = (width: number, ink = 0): Pixels => ({
    width: side,
    height: side,
    channels: 1,
    data: Uint8Array.from({ length: side * side }, (_, i) =>
      Math.abs((i % side) - side / 2 + 0.5) < width / 2 ? ink : 255 - ink,
    ),
  });
  const made = (augmentation: Augmentation, pixels: Pixels, seed = 'hand') => {
    const out = square(side);
    augment(pixels, augmentation, out, new RandomStream(seed));
    return out.data;
  };
  /** Pixels of ink in each row of a bar. */
  const widths = (data: Float32Array) =>
    Array.from({ length: side }, (_, y) => {
      const row = Array.from(data.subarray(y * side, (y + 1) * side));
      return row.reduce((sum, value) => sum + 1 - value, 0);
    });
  const middle = (data: Float32Array) =>
    Array.from({ length: side }, (_, y) => {
      const row = Array.from(data.subarray(y * side, (y + 1) * side), (value) => 1 - value);
      return row.reduce((sum, ink, x) => sum + ink * x, 0) / row.reduce((sum, ink) => sum + ink, 0);
    });

  it('bends smoothly and by about as much as it is told', () => {
    const shifts: number[] = [];
    for (let n = 0; n < 60; n++) {
      const line = middle(made({ elastic: { coarse: 0.05, fine: 0 } }, bar(4), String(n)));
      shifts.push(...[8, 24, 40].map((y) => (line[y] ?? NaN) - (side - 1) / 2));
      for (let y = 1; y < side; y++)
        expect(Math.abs((line[y] ?? NaN) - (line[y - 1] ?? NaN))).toBeLessThan(1.2);
    }
    // 0.05 half-widths are 1.2 pixels on the grid's points; between them, averages of neighbours are smaller.
    const deviation = Math.sqrt(shifts.reduce((sum, shift) => sum + shift * shift, 0) / shifts.length);
    expect(deviation).toBeGreaterThan(0.6);
    expect(deviation).toBeLessThan(1.6);
  });

  it('makes strokes thicker below and thinner above, whichever of the two is the ink', () => {
    const width = (level: number, pixels: Pixels) =>
      widths(made({ strokeWidth: [level, level] }, pixels))[24] ?? NaN;
    const [thick, same, thin] = [0.15, 0.5, 0.75].map((level) => width(level, bar(4)));
    expect(same).toBeCloseTo(4, 0);
    expect(thick).toBeGreaterThan(4.8);
    expect(thin).toBeLessThan(3.4);
    const light = made({ strokeWidth: [0.15, 0.15] }, bar(4, 255));
    const dark = made({ strokeWidth: [0.15, 0.15] }, bar(4));
    light.forEach((value, i) => expect(value).toBeCloseTo(1 - (dark[i] ?? NaN), 5));
  });

  it('treats colour images as their luma and grey ones alike', () => {
    const handwriting: Augmentation = { elastic: { coarse: 0.05, fine: 0.02 }, strokeWidth: [0.3, 0.3] };
    const colour = { ...square(side), channels: 3 as const, data: new Float32Array(side * side * 3) };
    augment(toChannels(bar(4), 3), handwriting, colour, new RandomStream('hand'));
    const grey = made(handwriting, bar(4));
    colour.data.forEach((value, i) => expect(value).toBeCloseTo(grey[Math.floor(i / 3)] ?? NaN, 4));
  });
});

describe('abrasion', () => {
  it('brings more of the strokes to the level of the ground the stronger it is, and nothing else', () => {
    const strokes = grey(48, ...Array.from({ length: 48 * 48 }, (_, i) => ((i % 48) % 8 === 4 ? 250 : 50)));
    const lost = (strength: number) => {
      let count = 0;
      for (let n = 0; n < 20; n++) {
        const out = square(48);
        augment(strokes, { abrasion: strength }, out, new RandomStream(String(n)));
        // The edge shows some ink too: its mean is the level.
        out.data.forEach((value, i) => {
          if (strokes.data[i] === 250 && value < 0.6) count++;
          expect(value).toBeGreaterThanOrEqual(50 / 255 - 1e-6);
          expect(value).toBeLessThanOrEqual(250 / 255 + 1e-6);
        });
      }
      return count / (20 * 48 * 6);
    };
    expect(lost(0)).toBe(0);
    const [usual, strong] = [lost(1), lost(3)];
    expect(usual).toBeGreaterThan(0.01);
    expect(usual).toBeLessThan(0.25);
    expect(strong).toBeGreaterThan(1.5 * usual);
  });
});

describe('prepareView', () => {
  const everything: Augmentation = {
    randomResizedCrop: { area: [0.3, 1], ratio: [0.75, 4 / 3] },
    horizontalFlip: 0.5,
    affine: { rotation: 0.1, scale: 0.1, aspect: 0.1, shear: 0.1, shift: 0.1 },
    contrast: [0.6, 1.3],
    brightness: 0.1,
    noise: 0.1,
    blur: 1,
    cutout: 1,
    invert: 0.5,
  };

  it('writes -1..1 at its place and repeats grey, as if the image had three equal channels', () => {
    const view = { imageSize: 20, channels: 3 as const };
    const [one, three] = [noise, toChannels(noise, 3)].map((pixels) => {
      const out = new Float32Array(1300).fill(9);
      prepareView(pixels, everything, view, new RandomStream('view'), out, 50);
      return out;
    });
    expect(one).toEqual(three);
    expect([one?.[49], one?.[1250]]).toEqual([9, 9]);
    const written = one?.subarray(50, 1250) ?? [];
    expect(Math.max(...written.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(Math.min(...written)).toBeLessThan(-0.1);
  });
});
