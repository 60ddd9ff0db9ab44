import { describe, expect, it } from 'vitest';
import { toFloat32 } from './to-float32.js';

describe('toFloat32', () => {
  it('widens every half-precision number exactly', () => {
    const data = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const wide = toFloat32({ dtype: 'F16', shape: [65536], data });
    const expected = Float32Array.from(data, (bits) => {
      // The definition of binary16, in plain arithmetic.
      const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
      if (exponent === 31) return fraction ? NaN : sign * Infinity;
      return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : (fraction / 1024) * 2 ** -14);
    });
    expect(wide.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
  });

  it('takes bfloat16 as the upper half of a 32-bit number', () => {
    const data = Uint16Array.of(0x3f80, 0xc020, 0x7f80, 0x8000, 0x0001);
    expect([...toFloat32({ dtype: 'BF16', shape: [5], data })]).toEqual([1, -2.5, Infinity, -0, 2 ** -133]);
  });

  it('keeps 32-bit numbers, rounds 64-bit ones, refuses integers', () => {
    const data = Float32Array.of(1);
    expect(toFloat32({ dtype: 'F32', shape: [1], data })).toBe(data);
    expect([...toFloat32({ dtype: 'F64', shape: [1], data: Float64Array.of(0.1) })]).toEqual([
      Math.fround(0.1),
    ]);
    expect(() => toFloat32({ dtype: 'U16', shape: [1], data: Uint16Array.of(1) })).toThrow(RangeError);
  });
});
