/** What the first page of a TIFF file says of its samples. */
export interface TiffHeader {
  /** Bits of a sample. */
  readonly bits: number;
  readonly sampleFormat: 'unsigned' | 'signed' | 'float' | 'complex';
  /** Whether the smallest level is white. */
  readonly minimumIsWhite: boolean;
  /** Levels of black and white, where the file names them. */
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Numbers of tags. */
const TAGS = {
  bitsPerSample: 258,
  photometric: 262,
  maximum: 281,
  sampleFormat: 339,
  smallest: 340,
  greatest: 341,
} as const;

/** Sample formats by their number, 4 being "undefined". */
const FORMATS = [undefined, 'unsigned', 'signed', 'float', 'unsigned', 'complex', 'complex'] as const;

/**
 * Reads the tags of a TIFF or BigTIFF file that say how its samples are stored.
 * @returns undefined when it is not a TIFF file, or its tags are damaged, which the decoder reports
 */
export function readTiffHeader(bytes: Uint8Array): TiffHeader | undefined {
  try {
    const tags = readTags(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return (
      tags && {
        bits: tags.get(TAGS.bitsPerSample) ?? 1,
        sampleFormat: FORMATS[tags.get(TAGS.sampleFormat) ?? 1] ?? 'unsigned',
        minimumIsWhite: tags.get(TAGS.photometric) === 0,
        minimum: tags.get(TAGS.smallest),
        maximum: tags.get(TAGS.greatest) ?? tags.get(TAGS.maximum),
      }
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it points beyond the end
    throw error;
  }
}

/** The first value of each tag that is a number. @throws RangeError when the file ends before */
function readTags(view: DataView): Map<number, number> | undefined {
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if (!little && order !== 0x4d4d) return undefined;
  const version = view.getUint16(2, little);
  if (version !== 42 && version !== 43) return undefined;
  const big = version === 43;
  const offset = (at: number): number =>
    big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const directory = offset(big ? 8 : 4);
  const count = big ? offset(directory) : view.getUint16(directory, little);
  const [first, step, room] = big ? [directory + 8, 20, 8] : [directory + 2, 12, 4];
  const tags = new Map<number, number>();
  for (let entry = first; entry < first + count * step; entry += step) {
    const type = TYPES[view.getUint16(entry + 2, little)];
    const value = entry + step - room;
    if (!type) continue;
    const inside = type.bytes * offset(entry + 4) <= room;
    tags.set(view.getUint16(entry, little), type.read(view, inside ? value : offset(value), little));
  }
  return tags;
}

/** Types of numbers, by their number in the file. */
const TYPES: Readonly<
  Record<number, { bytes: number; read: (view: DataView, at: number, little: boolean) => number }>
> = {
  1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  6: { bytes: 1, read: (view, at) => view.getInt8(at) },
  8: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  9: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  11: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  12: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};
