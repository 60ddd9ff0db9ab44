import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutEventFiles } from './cut-event-files.js';
import { EventFileWriter } from './event-file-writer.js';
import { crc32c, maskedCrc32c } from './record.js';

type Fields = Map<number, (bigint | Uint8Array)[]>;

/** An independent reader of the wire format: every field with its raw value. */
function decode(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? Number(varint()) : 0;
    const value = kind === 0 ? varint() : bytes.subarray(at, (at += length));
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const raw = (fields: Fields, field: number): Uint8Array => fields.get(field)?.[0] as Uint8Array;
const message = (fields: Fields, ...path: number[]): Fields =>
  path.reduce((inner, field) => decode(raw(inner, field)), fields);
const text = (fields: Fields, field: number) => Buffer.from(raw(fields, field)).toString();
const doublesOf = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 8 }, (_, i) => Buffer.from(bytes).readDoubleLE(8 * i));

function events(path: string): Fields[] {
  const file = readFileSync(path);
  const found: Fields[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(maskedCrc32c(file.subarray(at, at + 8)));
    const body = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(body));
    found.push(decode(body));
    at += length + 16;
  }
  return found;
}

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'events-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('checksum', () => {
  it('agrees with the published vectors', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    // RFC 3720, B.4
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });

  it('is masked as by TensorFlow: the header of an 24-byte record is known', () => {
    // First twelve bytes of every file which starts with a 24-byte `brain.Event:2` record.
    const header = Buffer.from('1800000000000000a37f4b22', 'hex');
    expect(maskedCrc32c(header.subarray(0, 8))).toBe(header.readUInt32LE(8));
  });
});

describe('EventFileWriter', () => {
  it('writes scalars, images, histograms and texts that another decoder reads', () => {
    const writer = new EventFileWriter(folder);
    writer.scalar('loss/total', 0.5, 2 ** 33 + 300, 1234.5);
    const png = Uint8Array.from([137, 80, 78, 71, 0, 255]);
    writer.image('samples', png, 7, 5, 1);
    writer.histogram('weights', [-1, 0, 0, 2, NaN], 2);
    writer.text('config', 'name: 甲骨', 0);
    writer.close();
    writer.close();
    expect(() => writer.scalar('late', 1, 1)).toThrow(/already closed/);

    const [version, scalar, image, histogram, config] = events(writer.path);
    if (!version || !scalar || !image || !histogram || !config) throw new Error('an event is missing');
    expect(text(version, 3)).toBe('brain.Event:2');
    expect(doublesOf(raw(scalar, 1))).toEqual([1234.5]);
    expect(scalar.get(2)).toEqual([8589934892n]);
    expect(text(message(scalar, 5, 1), 1)).toBe('loss/total');
    expect(Buffer.from(raw(message(scalar, 5, 1), 2)).readFloatLE()).toBe(0.5);

    const picture = message(image, 5, 1, 4);
    expect([picture.get(1), picture.get(2)]).toEqual([[5n], [7n]]);
    expect([...raw(picture, 4)]).toEqual([...png]);

    const spread = message(histogram, 5, 1, 5);
    expect([1, 2, 3, 4, 5].map((field) => doublesOf(raw(spread, field))[0])).toEqual([-1, 2, 4, 1, 5]);
    const [limits, counts] = [doublesOf(raw(spread, 6)), doublesOf(raw(spread, 7))];
    expect(limits.at(-1)).toBeCloseTo(2, 12);
    expect(counts.reduce((sum, count) => sum + count)).toBe(4);
    expect([counts[0], counts[10], counts[29]]).toEqual([1, 2, 1]);

    expect(text(message(config, 5, 1, 8), 8)).toBe('name: 甲骨');
    expect(text(message(config, 5, 1, 9, 1), 1)).toBe('text');
  });

  it('begins another file when the run goes on, and says with which step', () => {
    const first = new EventFileWriter(folder);
    const second = new EventFileWriter(folder, 31);
    first.close();
    second.close();
    expect(readdirSync(folder)).toHaveLength(2);
    const start = events(second.path)[1];
    expect(start?.get(2)).toEqual([31n]);
    expect(start && message(start, 7).get(1)).toEqual([1n]);
  });

  it('names files so that they sort as they were begun, also after the clock was set back', () => {
    const ahead = join(folder, 'events.out.tfevents.9999999999.07.zz');
    writeFileSync(ahead, '');
    const later = [1, 2].map(() => new EventFileWriter(folder));
    for (const writer of later) writer.close();
    const paths = [ahead, ...later.map(({ path }) => path)];
    expect([...paths].sort()).toEqual(paths);
  });
});

describe('cutEventFiles', () => {
  it('leaves what was written up to the mark', () => {
    const steps = (path: string) => events(path).map((event) => Number(event.get(2)?.[0]));
    const [first, second] = [new EventFileWriter(folder), new EventFileWriter(folder)];
    first.scalar('a', 1, 1);
    first.close();
    second.scalar('a', 2, 2);
    const mark = second.mark();
    second.scalar('a', 3, 3);
    second.close();
    new EventFileWriter(folder, 4).close();
    cutEventFiles(folder, mark);
    expect(readdirSync(folder).map((name) => steps(join(folder, name)))).toEqual([
      [0, 1],
      [0, 2],
    ]);
    cutEventFiles(folder, null);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('touches no file outside of the folder, whatever the mark says', () => {
    const outside = `${folder}-outside`;
    writeFileSync(outside, 'precious');
    cutEventFiles(folder, { file: `../${basename(outside)}`, bytes: 0 });
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    rmSync(outside);
  });
});
