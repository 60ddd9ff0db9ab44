import type { Dtype, SafetensorsTensor } from './dtype.js';

/**
 * The elements of a floating point tensor as 32-bit numbers: the same array for F32, a new one for F64 (rounded),
 * F16 and BF16 (both exact).
 * @throws RangeError for an integer or boolean tensor; check with {@link isFloatingPoint} first
 */
export function toFloat32({ dtype, data }: SafetensorsTensor): Float32Array<ArrayBuffer> {
  if (data instanceof Float32Array) return data as Float32Array<ArrayBuffer>;
  if (data instanceof Float64Array) return Float32Array.from(data);
  if (data instanceof Uint16Array && dtype === 'BF16') return widen(data, (bits) => bits << 16);
  if (data instanceof Uint16Array && dtype === 'F16') return widen(data, halfToSingle);
  throw new RangeError(`${dtype} elements are not floating point numbers`);
}

/** Whether {@link toFloat32} accepts the type. */
export function isFloatingPoint(dtype: Dtype): boolean {
  return ['F64', 'F32', 'F16', 'BF16'].includes(dtype);
}

function widen(halves: Uint16Array, toSingle: (bits: number) => number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(halves.length);
  const bits = new Int32Array(result.buffer);
  halves.forEach((half, i) => (bits[i] = toSingle(half)));
  return result;
}

/** IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits) to the bits of the equal binary32. */
function halfToSingle(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal here, normal in binary32: shift until the leading one is the implicit bit.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
