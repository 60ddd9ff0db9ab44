import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { dtypes, isDtype, type SafetensorsTensor } from './dtype.js';
import { readSafetensors } from './read-safetensors.js';
import { writeSafetensors } from './write-safetensors.js';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.safetensors');

/** Any tensor, made of arbitrary bits: NaNs with payloads, infinities and minus zero among them. */
const anyTensor = fc
  .tuple(fc.constantFrom(...Object.keys(dtypes).filter(isDtype)), fc.array(fc.nat(3), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const length = shape.reduce((product, size) => product * size, dtypes[dtype].BYTES_PER_ELEMENT);
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bits): SafetensorsTensor => ({
      dtype,
      shape,
      data: new dtypes[dtype](new Uint8Array(bits).buffer),
    }));
  });

const bits = ({ data }: SafetensorsTensor) =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');

describe('writeSafetensors', () => {
  it('gives back every bit, and the same bytes in whatever order', () => {
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom('0', '1', '10', '__proto__', 'layer1.0.conv1.weight'),
    );
    const anyFile = fc.tuple(
      fc.uniqueArray(fc.tuple(names, anyTensor), { selector: ([name]) => name, maxLength: 6 }),
      fc.dictionary(fc.string(), fc.string()),
    );
    fc.assert(
      fc.property(anyFile, ([list, metadata]) => {
        writeSafetensors(path, new Map(list), metadata);
        const bytes = readFileSync(path);
        const read = readSafetensors(path);
        expect(read.metadata).toEqual(metadata);
        expect(read.tensors.size).toBe(list.length);
        for (const [name, tensor] of list) {
          const { dtype, shape } = tensor;
          expect(read.tensors.get(name)).toMatchObject({ dtype, shape });
          expect(bits(read.tensors.get(name) ?? tensor)).toBe(bits(tensor));
        }
        writeSafetensors(path, new Map(list.reverse()), metadata);
        expect(readFileSync(path).equals(bytes)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('lays the bytes out as published', () => {
    const tensors = new Map<string, SafetensorsTensor>([
      ['b', { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) }],
      ['a', { dtype: 'F32', shape: [1, 1], data: Float32Array.of(1) }],
    ]);
    writeSafetensors(path, tensors, { format: 'pt' });
    const json =
      '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}';
    const padded = json.padEnd(Math.ceil(json.length / 8) * 8, ' ');
    expect(readFileSync(path)).toEqual(
      Buffer.concat([
        Buffer.from([padded.length, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from(padded),
        Buffer.from([0, 0, 0x80, 0x3f, 1, 2, 3]),
      ]),
    );
  });

  it('leaves the former file alone when it fails', () => {
    writeFileSync(path, 'former');
    const write = (tensor: SafetensorsTensor) => () => writeSafetensors(path, new Map([['w', tensor]]));
    expect(write({ dtype: 'F32', shape: [3], data: new Float32Array(2) })).toThrow(
      /"w": 2 elements for shape \[3\]/,
    );
    expect(write({ dtype: 'F32', shape: [2], data: new Int32Array(2) })).toThrow(
      /"w": its array is not one for F32/,
    );
    expect(readFileSync(path, 'utf8')).toBe('former');
    expect(() => writeSafetensors(join(folder, 'absent', 'x'), new Map())).toThrow(
      /x can't be written: its folder does not exist/,
    );
    expect(readdirSync(folder)).toEqual(['model.safetensors']);
  });
});
