import type { Pixels } from './pixels.js';

/** What the run-length encoded kinds of bitmap are called in the header, and their bits a pixel. */
const RUN_LENGTHS: Readonly<Record<number, 4 | 8>> = { 1: 8, 2: 4 };

/** Pixels that the runs leave out are transparent, and transparency becomes white. */
const LEFT_OUT = -1;

/**
 * Decodes a bitmap of run lengths (RLE8, RLE4): encoded and absolute runs, moves, ends of lines and of the bitmap.
 * Pixels that are left out become white. Runs beyond the end of a line are cut; the end mark may be missing when all
 * lines are there.
 * @param bytes a file whose size was checked
 * @returns undefined when the bitmap is of another kind
 * @throws Error when header, palette or runs are damaged or cut off
 */
export function decodeBmpRuns(bytes: Uint8Array): Pixels | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(14, true);
  if (headerLength < 40 || bytes.length < 54) return undefined;
  const depth = RUN_LENGTHS[view.getUint32(30, true)];
  if (depth === undefined) return undefined;
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  if (height < 0) throw new Error("the bitmap is damaged: one with run lengths can't be stored top-down");
  if (view.getUint16(28, true) !== depth)
    throw new Error(
      `the bitmap is damaged: its runs are of ${depth} bits, its pixels of ${view.getUint16(28, true)}`,
    );
  const start = view.getUint32(10, true);
  const palette = bytes.subarray(14 + headerLength, start);
  const colours = Math.min(view.getUint32(46, true) || 2 ** depth, palette.length >> 2);
  const indices = readRuns(bytes.subarray(start), width, height, depth);
  const data = new Uint8Array(width * height * 3).fill(255);
  indices.forEach((index, i) => {
    if (index === LEFT_OUT) return;
    if (index >= colours)
      throw new Error(`the bitmap is damaged: it has ${colours} colours, but a pixel has number ${index}`);
    for (let c = 0; c < 3; c++) data[3 * i + c] = palette[4 * index + 2 - c] as number;
  });
  return { width, height, channels: 3, data };
}

/** @returns the palette's index of each pixel, the upper line first, or {@link LEFT_OUT} */
function readRuns(runs: Uint8Array, width: number, height: number, depth: 4 | 8): Int16Array {
  const indices = new Int16Array(width * height).fill(LEFT_OUT);
  let [x, y, at] = [0, 0, 0];
  /** Sets the next pixels, y counted from the lowest line. */
  const put = (count: number, indexOf: (n: number) => number): void => {
    if (x >= width)
      throw new Error(`the bitmap is damaged: a run begins beyond the end of line ${y + 1} from below`);
    const row = (height - 1 - y) * width;
    for (let n = 0; n < count && x + n < width; n++) indices[row + x + n] = indexOf(n);
    x += count;
  };
  while (y < height) {
    const [count, value] = [runs[at], runs[at + 1]];
    if (count === undefined || value === undefined) {
      if (y === height - 1 && x >= width) break;
      throw new Error(`the bitmap is cut off in line ${y + 1} of ${height} from below`);
    }
    at += 2;
    if (count > 0) put(count, (n) => (depth === 8 ? value : n % 2 === 0 ? value >> 4 : value & 15));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) break;
    else if (value === 2) {
      const [right, up] = [runs[at], runs[at + 1]];
      if (right === undefined || up === undefined) continue;
      [x, y, at] = [x + right, y + up, at + 2];
      if (x > width || y >= height) throw new Error('the bitmap is damaged: a move leads out of it');
    } else {
      const length = Math.ceil((value * depth) / 8);
      const pixels = runs.subarray(at, at + length);
      if (pixels.length < length)
        throw new Error(`the bitmap is cut off in line ${y + 1} of ${height} from below`);
      put(value, (n) =>
        depth === 8 ? (pixels[n] as number) : ((pixels[n >> 1] as number) >> (n % 2 === 0 ? 4 : 0)) & 15,
      );
      // Absolute runs fill up words of 16 bits.
      at += length + (length % 2);
    }
  }
  return indices;
}
