/**
 * The kinds of field of Protocol Buffers that event files and graphs need, each as `tag, value`. A message is the
 * concatenation of its fields.
 */

function varint(value: number): Buffer {
  // A negative number is written as its 64-bit two's complement.
  if (value < 0) {
    const bytes: number[] = [];
    for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
      if (rest <= 0x7fn) return Buffer.from([...bytes, Number(rest)]);
      bytes.push(Number(rest & 0x7fn) | 0x80);
    }
  }
  const bytes: number[] = [];
  // Division, not shifts: step numbers and lengths may pass 32 bits.
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** An int32, int64, enum or bool (0 or 1). @throws RangeError for a number that is not a safe integer */
export function integer(field: number, value: number): Buffer {
  if (!Number.isSafeInteger(value)) throw new RangeError(`protobuf: expected a whole number, got ${value}`);
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A packed `repeated int64`. */
export function integers(field: number, values: readonly number[]): Buffer {
  return bytes(field, ...values.map(varint));
}

/** A `double`. */
export function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}

/** A `float`. */
export function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([varint(field * 8 + 5), bytes]);
}

/** `bytes`, a `string` (UTF-8), or an embedded message given by its fields. */
export function bytes(field: number, ...parts: (string | Uint8Array)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

/** A packed `repeated double`. */
export function doubles(field: number, values: ArrayLike<number>): Buffer {
  const packed = Buffer.alloc(8 * values.length);
  Array.from(values).forEach((value, i) => packed.writeDoubleLE(value, 8 * i));
  return bytes(field, packed);
}
