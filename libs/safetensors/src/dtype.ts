/**
 * Element types of the format that have a typed array here. Its 8-bit and smaller floating point types have none:
 * a file that uses them is refused.
 */
export const dtypes = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** Name of an element type, as a header writes it. */
export type Dtype = keyof typeof dtypes;

/** The elements of a tensor, row-major; F16 and BF16 are their bits, BOOL is 0 or 1 a byte. */
export type TensorData = InstanceType<(typeof dtypes)[Dtype]>;

/** One tensor of a file. */
export interface SafetensorsTensor {
  readonly dtype: Dtype;
  /** Size of each dimension; empty for a single number. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Whether a value in a header names an element type of {@link dtypes}. */
export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(dtypes, name);
}
