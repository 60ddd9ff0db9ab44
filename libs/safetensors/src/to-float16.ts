/**
 * Numbers as bits of IEEE 754 binary16, rounded to the nearest, to the even one of two; beyond 65504 they become infinite.
 * It is the elements of a tensor of type F16.
 */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, singleToHalf);
}

function singleToHalf(single: number): number {
  const sign = (single >>> 16) & 0x8000;
  const size = single & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00; // not a number
  if (size >= 0x477ff000) return sign | 0x7c00; // 65520 and more
  // Both exponents move by 112; the 13 bits that go are rounded, and a carry goes on into the exponent.
  if (size >= 0x38800000) return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  if (size < 0x33000000) return sign; // below half of the smallest number
  // Subnormal there: the fraction with its leading one, shifted to a unit of 2^-24.
  const shift = 126 - (size >>> 23);
  const fraction = (size & 0x7fffff) | 0x800000;
  const whole = fraction >>> shift;
  const rest = fraction - whole * 2 ** shift;
  const half = 2 ** (shift - 1);
  return sign | (whole + Number(rest > half || (rest === half && whole % 2 === 1)));
}
