import { deflateSync } from 'node:zlib';

/**
 * Rows of levels, 0..255. The functions below write them to small image files after the formats' specifications, so
 * that tests compare decoders with files that no library wrote.
 */
export type Rows = readonly (readonly number[])[];

/** Rows of 0 (ink) and 255 (ground), lopsided so that a flip, a turn or an inversion shows; 21 x 14 pixels. */
export const GLYPH: Rows = Array.from({ length: 14 }, (_, y) =>
  Array.from({ length: 21 }, (_, x) =>
    (x >= 2 && x < 5 && y >= 1) || (y >= 1 && y < 3 && x < 17) || (x > 12 && x < 16 && y > 5 && y < 8)
      ? 0
      : 255,
  ),
);

/** Bits side by side, filled up with zeros to whole multiples of `unit` bits. */
function bitRow(samples: readonly number[], bits: number, unit = 8): Buffer {
  const text = samples.map((sample) => sample.toString(2).padStart(bits, '0')).join('');
  const filled = text.padEnd(Math.ceil(text.length / unit) * unit, '0');
  return Buffer.from(filled.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function pngChunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const crc = body.reduce(
    (c, byte) => ((crcTable[(c ^ byte) & 255] as number) ^ (c >>> 8)) >>> 0,
    0xffffffff,
  );
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** What a PNG file is to be like. */
export interface PngKind {
  readonly depth?: 1 | 2 | 4 | 8 | 16;
  /** 0: grey, 2: colours, 3: palette, 4: grey and alpha, 6: colours and alpha. */
  readonly colour?: 0 | 2 | 3 | 4 | 6;
  readonly interlaced?: boolean;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** The samples of a pixel. */
  readonly to?: (level: number) => readonly number[];
}

/** A PNG file. */
export function png(rows: Rows, kind: PngKind = {}): Buffer {
  const { depth = 8, colour = 0, interlaced = false, palette, transparency, to = (level) => [level] } = kind;
  const header = Buffer.from([
    0,
    0,
    0,
    rows[0]?.length ?? 0,
    0,
    0,
    0,
    rows.length,
    depth,
    colour,
    0,
    0,
    interlaced ? 1 : 0,
  ]);
  const lines = (of: Rows): Buffer[] =>
    of
      .filter((row) => row.length > 0)
      .map((row) => Buffer.concat([Buffer.of(0), bitRow(row.flatMap(to), depth)]));
  // Adam7: first column and row of each pass, and its steps.
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const scan = interlaced
    ? passes.flatMap(([x0, y0, dx, dy]) =>
        lines(
          rows
            .filter((_, y) => y >= y0 && (y - y0) % dy === 0)
            .map((row) => row.filter((_, x) => x >= x0 && (x - x0) % dx === 0)),
        ),
      )
    : lines(rows);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...(palette ? [pngChunk('PLTE', Buffer.from(palette))] : []),
    ...(transparency ? [pngChunk('tRNS', Buffer.from(transparency))] : []),
    pngChunk('IDAT', deflateSync(Buffer.concat(scan))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What a bitmap is to be like. */
export interface BmpKind {
  readonly bits?: 1 | 4 | 8 | 16 | 24 | 32;
  /** Bytes of the header: 12 and 64 are OS/2's, 40 Windows's, others its later ones. */
  readonly header?: 12 | 40 | 52 | 56 | 64 | 108 | 124;
  /** 1: RLE8, 2: RLE4, 3: bit fields. */
  readonly compression?: 0 | 1 | 2 | 3;
  readonly masks?: readonly [number, number, number];
  readonly topDown?: boolean;
  readonly alpha?: number;
  /** Colours of the palette, red, green, blue; by default black, and white for the rest. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** Bytes between the palette and the pixels. */
  readonly gap?: number;
  /** What stands for the pixels. */
  readonly body?: Uint8Array;
  /** What the header says of the file's length. */
  readonly announced?: number;
}

/** A Windows bitmap of ink (the palette's colour 0) and ground (colour 1). */
export function bmp(rows: Rows, kind: BmpKind = {}): Buffer {
  const { bits = 24, header = 40, compression = 0, topDown = false, alpha = 0, gap = 0 } = kind;
  const masks =
    kind.masks ?? (bits === 16 ? ([0x7c00, 0x3e0, 0x1f] as const) : ([0xff0000, 0xff00, 0xff] as const));
  const white = masks[0] | masks[1] | masks[2];
  const palette =
    kind.palette ??
    (bits <= 8 ? Array.from({ length: 2 ** bits }, (_, i) => Array<number>(3).fill(i && 255)) : []);
  const row = (line: readonly number[]): Buffer => {
    if (bits <= 8)
      return bitRow(
        line.map((level) => (level === 0 ? 0 : 1)),
        bits,
        32,
      );
    if (bits === 16) {
      const words = Uint16Array.from(line, (level) => (level === 0 ? 0 : white));
      return padded(Buffer.from(words.buffer));
    }
    return padded(
      Buffer.from(line.flatMap((level) => [level, level, level, ...(bits === 32 ? [alpha] : [])])),
    );
  };
  const pixels = kind.body ?? Buffer.concat((topDown ? rows : [...rows].reverse()).map(row));
  const [width, height] = [rows[0]?.length ?? 0, rows.length];
  const info = Buffer.alloc(header);
  info.writeUInt32LE(header);
  if (header === 12) [width, height, 1, bits].forEach((value, i) => info.writeUInt16LE(value, 4 + 2 * i));
  else {
    info.writeInt32LE(width, 4);
    info.writeInt32LE(topDown ? -height : height, 8);
    info.writeUInt16LE(1, 12);
    info.writeUInt16LE(bits, 14);
    info.writeUInt32LE(compression, 16);
    info.writeUInt32LE(kind.palette ? palette.length : 0, 32);
    if (header !== 40 && header !== 64) masks.forEach((mask, i) => info.writeUInt32LE(mask, 40 + 4 * i));
  }
  const fields = Buffer.alloc(header === 40 && compression === 3 ? 12 : 0);
  if (fields.length > 0) masks.forEach((mask, i) => fields.writeUInt32LE(mask, 4 * i));
  const colours = Buffer.from(palette.flatMap((rgb) => [...rgb].reverse().concat(header === 12 ? [] : [0])));
  const start = 14 + header + fields.length + colours.length + gap;
  const file = Buffer.alloc(14);
  file.write('BM');
  file.writeUInt32LE(kind.announced ?? start + pixels.length, 2);
  file.writeUInt32LE(start, 10);
  return Buffer.concat([file, info, fields, colours, Buffer.alloc(gap), pixels]);
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** What a TIFF file is to be like. */
export interface TiffKind {
  readonly bits?: 1 | 8 | 16 | 32 | 64;
  /** 1: unsigned, 2: signed, 3: floating point. */
  readonly format?: 1 | 2 | 3;
  /** 0: the least is white, 1: black, 2: colours, 5: inks. */
  readonly photometric?: 0 | 1 | 2 | 5;
  readonly bigEndian?: boolean;
  /** With offsets of 8 bytes, as above 4 GB. */
  readonly bigTiff?: boolean;
  /** Further tags of a 4-byte float (type 11) or 16-bit value (type 3). */
  readonly tags?: readonly (readonly [tag: number, type: 3 | 11, value: number])[];
  /** The samples of a pixel. */
  readonly to?: (level: number) => readonly number[];
}

/** An uncompressed TIFF file of one strip. */
export function tiff(rows: Rows, kind: TiffKind = {}): Buffer {
  const {
    bits = 8,
    format = 1,
    photometric = 1,
    bigEndian = false,
    bigTiff = false,
    to = (level) => [level],
  } = kind;
  const write = (value: number, size: number, type: 1 | 2 | 3 = 1): Buffer => {
    const bytes = Buffer.alloc(size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    if (type === 3) (size === 4 ? view.setFloat32 : view.setFloat64).call(view, 0, value, !bigEndian);
    else if (size === 8) view.setBigUint64(0, BigInt(value), !bigEndian);
    else if (size === 4) (type === 1 ? view.setUint32 : view.setInt32).call(view, 0, value, !bigEndian);
    else if (size === 2) (type === 1 ? view.setUint16 : view.setInt16).call(view, 0, value, !bigEndian);
    else view.setUint8(0, value & 255);
    return bytes;
  };
  const strip = Buffer.concat(
    rows.map((row) =>
      bits === 1
        ? bitRow(row.flatMap(to), 1)
        : Buffer.concat(row.flatMap(to).map((sample) => write(sample, bits / 8, format))),
    ),
  );
  const perPixel = to(0).length;
  const offset = (value: number): Buffer => write(value, bigTiff ? 8 : 4);
  const stripAt = bigTiff ? 16 : 8;
  const listsAt = stripAt + strip.length + (strip.length & 1);
  /** Bits and formats of several samples don't fit into an entry. */
  const list = (value: number): Buffer =>
    Buffer.concat(Array.from({ length: perPixel }, () => write(value, 2)));
  const directoryAt = listsAt + 4 * perPixel;
  const entries = (
    [
      [256, 3, rows[0]?.length ?? 0],
      [257, 3, rows.length],
      [258, 3, bits],
      [259, 3, 1],
      [262, 3, photometric],
      [273, 4, stripAt],
      [277, 3, perPixel],
      [278, 3, rows.length],
      [279, 4, strip.length],
      [284, 3, 1],
      [339, 3, format],
      ...(kind.tags ?? []),
    ] as [number, number, number][]
  )
    .sort(([a], [b]) => a - b)
    .map(([tag, type, value]) => {
      const several = (tag === 258 || tag === 339) && 2 * perPixel > (bigTiff ? 8 : 4);
      const content = several
        ? offset(listsAt + (tag === 258 ? 0 : 2 * perPixel))
        : tag === 258 || tag === 339
          ? list(value)
          : write(value, type === 3 ? 2 : 4, type === 11 ? 3 : 1);
      const count = tag === 258 || tag === 339 ? perPixel : 1;
      const room = Buffer.alloc(bigTiff ? 8 : 4);
      content.copy(room);
      return Buffer.concat([write(tag, 2), write(type, 2), offset(count), room]);
    });
  return Buffer.concat([
    Buffer.from(bigEndian ? 'MM' : 'II'),
    ...(bigTiff ? [write(43, 2), write(8, 2), write(0, 2)] : [write(42, 2)]),
    offset(directoryAt),
    strip,
    Buffer.alloc(strip.length & 1),
    list(bits),
    list(format),
    bigTiff ? write(entries.length, 8) : write(entries.length, 2),
    ...entries,
    offset(0),
  ]);
}

/** A GIF file of black and white; its codes are never compressed, as a clear code stands before every second. */
export function gif(rows: Rows, frames = 1): Buffer {
  const [width, height] = [rows[0]?.length ?? 0, rows.length];
  const codes = rows.flat().flatMap((level, i) => [...(i % 2 === 0 ? [4] : []), level === 0 ? 0 : 1]);
  const bits = [...codes, 5]
    .map((code) => code.toString(2).padStart(3, '0'))
    .reverse()
    .join('');
  const bytes = (bits.padStart(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).reverse();
  const data = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const blocks = Array.from({ length: Math.ceil(data.length / 255) }, (_, i) =>
    data.subarray(255 * i, 255 * i + 255),
  );
  const size = [width, 0, height, 0];
  const frame = Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 4, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, ...size, 0, 2]),
    ...blocks.flatMap((block) => [Buffer.of(block.length), block]),
    Buffer.of(0),
  ]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([...size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    ...Array<Buffer>(frames).fill(frame),
    Buffer.from(';'),
  ]);
}
