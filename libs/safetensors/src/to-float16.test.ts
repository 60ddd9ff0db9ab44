import { expect, it } from 'vitest';
import { toFloat16 } from './to-float16.js';
import { toFloat32 } from './to-float32.js';

const single = (half: number): number =>
  toFloat32({ dtype: 'F16', shape: [1], data: Uint16Array.of(half) })[0] as number;
const round = (value: number): number => single(toFloat16(Float32Array.of(value))[0] as number);

it('gives every 16-bit number back as it is', () => {
  const halves = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter(
    (half) => (half & 0x7fff) <= 0x7c00,
  );
  expect(toFloat16(toFloat32({ dtype: 'F16', shape: [halves.length], data: halves }))).toEqual(halves);
  expect(round(NaN)).toBeNaN();
});

it('rounds to the nearest, and half way between two to the even one', () => {
  const positive = Array.from(
    { length: 0x7bff },
    (_, half) => [single(half), single(half + 1), half] as const,
  );
  for (const [below, above, half] of positive) {
    const middle = (below + above) / 2;
    const nudge = (above - below) / 64;
    if (round(middle - nudge) !== below || round(middle + nudge) !== above) expect.fail(`beside ${middle}`);
    if (round(middle) !== (half % 2 === 0 ? below : above)) expect.fail(`at ${middle}`);
    if (round(-middle) !== -round(middle)) expect.fail(`at ${-middle}`);
  }
});

it('makes what is too large infinite', () => {
  expect([65504, 65519, 65520, 1e9, -1e9].map(round)).toEqual([65504, 65504, Infinity, Infinity, -Infinity]);
});
