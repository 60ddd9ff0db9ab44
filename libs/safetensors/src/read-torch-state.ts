import { readFileSync } from 'node:fs';
import { SafetensorsError } from './safetensors-error.js';
import { PickledName, unpickle, type UnpickleOptions } from './unpickle.js';

/** A single-precision tensor, its elements row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The magic number at the start of files that `torch.save` wrote before PyTorch 1.6. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** Bytes per element of each supported type of storage. */
const SIZES: Readonly<Record<string, number>> = { 'torch FloatStorage': 4, 'torch LongStorage': 8 };

interface Storage {
  readonly kind: string;
  readonly key: unknown;
}

/** A tensor whose data are not read yet: they follow after all descriptions. */
class Described {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/**
 * Reads a single-precision state dict that `torch.save` wrote before PyTorch 1.6, or later with
 * `_use_new_zipfile_serialization=False`, for published weights that exist in no other form. No part of the file is
 * executed: calls to anything but the few functions that describe tensors are refused. Integer tensors, such as the
 * counters of batch normalisation, are left out.
 * @throws SafetensorsError naming the file when its content can't be used; the error of the system when it can't be
 *   read
 */
export function readTorchState(path: string): Map<string, TorchTensor> {
  const bytes = new Uint8Array(readFileSync(path));
  try {
    return parse(bytes);
  } catch (error) {
    throw new SafetensorsError(path, (error as Error).message, undefined, { cause: error });
  }
}

function parse(bytes: Uint8Array): Map<string, TorchTensor> {
  let at = 0;
  const next = (options: UnpickleOptions = plain): unknown => {
    const { value, end } = unpickle(bytes, at, options);
    at = end;
    return value;
  };
  if (bytes[0] !== 0x80 || next() !== MAGIC)
    throw new Error('not a file that torch.save wrote in the format used before PyTorch 1.6');
  next(); // the version of the format
  next(); // the machine that wrote it
  const described = next({ reduce, persistent: storageOf });
  const keys = next();
  if (!(described instanceof Map) || !Array.isArray(keys))
    throw new Error('not a mapping of names to tensors');
  const kinds = new Map<unknown, string>();
  for (const tensor of described.values())
    if (tensor instanceof Described) kinds.set(tensor.storage.key, tensor.storage.kind);
  const storages = new Map<unknown, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const key of keys) {
    const size = SIZES[kinds.get(key) ?? ''];
    if (size === undefined) throw new Error(`a storage of the unsupported type ${kinds.get(key)}`);
    const length = Number(view.getBigInt64(at, true)) * size;
    if (at + 8 + length > bytes.length) throw new Error('the file ends in the middle of a tensor');
    storages.set(key, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const state = new Map<string, TorchTensor>();
  for (const [name, tensor] of described)
    if (tensor instanceof Described && tensor.storage.kind === 'torch FloatStorage')
      state.set(String(name), { shape: tensor.shape, data: numbersOf(String(name), tensor, storages) });
  return state;
}

function numbersOf(
  name: string,
  { storage, offset, shape, strides }: Described,
  storages: ReadonlyMap<unknown, Uint8Array>,
): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  const contiguous = shape.map((_, i) => shape.slice(i + 1).reduce((product, side) => product * side, 1));
  if (shape.some((side, i) => side > 1 && strides[i] !== contiguous[i]))
    throw new Error(`${name} is not contiguous`);
  const stored = storages.get(storage.key);
  if (!stored || 4 * (offset + count) > stored.length)
    throw new Error(`${name} is larger than its stored data`);
  // A copy, since the bytes in the file may not be aligned.
  return new Float32Array(stored.slice(4 * offset, 4 * (offset + count)).buffer);
}

const plain: UnpickleOptions = {
  reduce: (name) => refuse(name),
  persistent: () => refuse('a persistent id'),
};

function storageOf(id: unknown): Storage {
  const [, kind, key] = Array.isArray(id) ? id : [];
  if (!(kind instanceof PickledName)) throw new Error('the pickle is damaged: no storage');
  return { kind: kind.name, key };
}

function reduce(name: string, args: readonly unknown[]): unknown {
  switch (name) {
    case 'collections OrderedDict':
      return new Map();
    case 'torch._utils _rebuild_tensor_v2': {
      const [storage, offset, shape, strides] = args as [Storage, number, number[], number[]];
      return new Described(storage, offset, shape, strides);
    }
    case 'torch._utils _rebuild_parameter':
      return args[0];
    default:
      return refuse(name);
  }
}

function refuse(name: string): never {
  throw new Error(`the file calls ${name.replace(' ', '.')}, which is refused`);
}
