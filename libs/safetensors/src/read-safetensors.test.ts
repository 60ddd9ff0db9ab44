import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse-safetensors.js';
import { describeSafetensors, readSafetensors } from './read-safetensors.js';
import { SafetensorsError } from './safetensors-error.js';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file as the published description has it: length, JSON, data. */
function file(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array<ArrayBuffer> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(json.length));
  return new Uint8Array(Buffer.concat([size, json, Uint8Array.from(data)]));
}

const entry = (dtype: string, shape: unknown, begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('a file written by hand', () => {
  // 1.0 is 3f800000, -2.5 is c0200000 in IEEE 754, little-endian in the file.
  const bytes = file(
    {
      __metadata__: { format: 'pt' },
      steps: entry('I64', [], 8, 16),
      weight: entry('F32', [2, 1], 0, 8),
      mask: entry('BOOL', [3], 16, 19),
      none: entry('F32', [0, 4], 19, 19),
    },
    [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1],
  );
  const path = join(folder, 'hand.safetensors');
  writeFileSync(path, bytes);

  it.each([
    ['from bytes', () => parseSafetensors(bytes, 'hand')],
    ['from disk', () => readSafetensors(path)],
  ])('is read as it stands, %s', (_, read) => {
    const { metadata, tensors } = read();
    expect(metadata).toEqual({ format: 'pt' });
    expect([...tensors]).toEqual([
      ['weight', { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1, -2.5) }],
      ['steps', { dtype: 'I64', shape: [], data: BigInt64Array.of(4294967303n) }],
      ['mask', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
      ['none', { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) }],
    ]);
  });

  it('is described without its data, and read in part', () => {
    expect(describeSafetensors(path).tensors.get('mask')).toEqual({
      dtype: 'BOOL',
      shape: [3],
      offsets: [16, 19],
    });
    expect([...readSafetensors(path, { select: (name) => name === 'steps' }).tensors.keys()]).toEqual([
      'steps',
    ]);
  });

  it('gives views of bytes that lie right, and equal copies of others', () => {
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(parseSafetensors(shifted.subarray(1), 'shifted').tensors).toEqual(
      parseSafetensors(bytes, 'hand').tensors,
    );
    const mask = parseSafetensors(bytes, 'hand').tensors.get('mask');
    expect(mask?.data.buffer).toBe(bytes.buffer);
  });
});

describe('a hostile file', () => {
  const f32 = (begin: number, end: number, shape: unknown = [1]) => entry('F32', shape, begin, end);
  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', new Uint8Array(0), /too few/],
    ['a header past the end', file({}, [], 3n), /in a file of 10/],
    ['a header of 2^63 bytes', file({}, [], 2n ** 63n), /not a safetensors file/],
    ['no JSON', file('{"a":'), /not JSON/],
    ['bytes that are not UTF-8', new Uint8Array([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d]), /not JSON/],
    ['a list', file('[]'), /not a JSON object/],
    ['blanks in front', file(' {}'), /not a JSON object/],
    ['a deep nest', file(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), /tensor "a": its entry/],
    ['an unknown type', file({ a: entry('F128', [1], 0, 16) }, Array(16)), /tensor "a": unknown type "F128"/],
    ['a type of Object', file({ a: entry('constructor', [1], 0, 4) }, Array(4)), /unknown type/],
    ['a negative size', file({ a: f32(0, 4, [-1]) }, Array(4)), /tensor "a": shape \[-1\]/],
    ['a size that is no number', file({ a: f32(0, 4, [null]) }, Array(4)), /tensor "a": shape/],
    ['a fraction', file({ a: f32(0, 4, [0.5, 2]) }, Array(4)), /tensor "a": shape/],
    [
      'sizes beyond counting',
      file({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, Array(4)),
      /tensor "a": F32 of shape/,
    ],
    [
      'sizes beyond counting, then 0',
      file({ a: f32(0, 0, [...Array(40).fill(2 ** 50), 0]) }),
      /tensor "a": F32/,
    ],
    [
      'too few bytes for the shape',
      file({ a: f32(0, 4, [2]) }, Array(4)),
      /takes 8 bytes, data_offsets give 4/,
    ],
    ['bytes past the end', file({ a: f32(0, 8, [2]) }, Array(4)), /tensor "a": .*cut off/],
    ['positions backwards', file({ a: f32(4, 0) }, Array(4)), /backwards/],
    ['an overlap', file({ a: f32(0, 8, [2]), b: f32(4, 8) }, Array(8)), /tensor "b": .*inside another/],
    ['a gap', file({ a: f32(0, 4), b: f32(8, 12) }, Array(12)), /tensor "b": .*gap/],
    ['bytes of nobody', file({ a: f32(0, 4) }, Array(5)), /5 bytes of data, but the tensors listed take 4/],
    [
      'a name twice',
      file(`{"a":${JSON.stringify(f32(0, 4))},"\\u0061":${JSON.stringify(f32(0, 4))}}`, Array(4)),
      /tensor "a": named twice/,
    ],
    ['metadata that is no text', file({ __metadata__: { n: 1 } }), /__metadata__ "n"/],
  ])('with %s is refused', (_, bytes, message) => {
    const path = join(folder, 'hostile.safetensors');
    writeFileSync(path, bytes);
    for (const read of [
      () => parseSafetensors(bytes, path),
      () => readSafetensors(path),
      () => describeSafetensors(path),
    ]) {
      expect(read).toThrow(SafetensorsError);
      expect(read).toThrow(message);
      expect(read).toThrow(path);
    }
  });

  it('that is absent or a folder is refused', () => {
    expect(() => readSafetensors(join(folder, 'absent'))).toThrow(/ENOENT/);
    expect(() => readSafetensors(folder)).toThrow(SafetensorsError);
  });

  it('never does more than fail with a clear error', () => {
    const sizes = fc.array(fc.oneof(fc.nat(4), fc.double(), fc.integer(), fc.maxSafeNat()), { maxLength: 4 });
    const anyEntry = fc.record({
      dtype: fc.constantFrom('F32', 'F16', 'I64', 'U8', 'BOOL', 'X'),
      shape: fc.oneof(sizes, fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(fc.nat(32), fc.nat(32)), fc.jsonValue()),
    });
    const header = fc.oneof(
      fc.dictionary(fc.string(), fc.oneof(anyEntry, fc.jsonValue())),
      fc.jsonValue(),
      fc.string(),
    );
    const anyFile = fc.tuple(header, fc.uint8Array({ maxLength: 40 })).map(([h, data]) => file(h, data));
    fc.assert(
      fc.property(fc.oneof(anyFile, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        let read;
        try {
          read = parseSafetensors(new Uint8Array(bytes), 'fuzz');
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
          return;
        }
        const total = [...read.tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});
