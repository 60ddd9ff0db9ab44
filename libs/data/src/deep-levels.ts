import sharp, { type SharpOptions } from 'sharp';
import type { Pixels } from './pixels.js';
import { readTiffHeader, type TiffHeader } from './tiff-header.js';

/** Levels of white of the bits that samples have in files with room for more, and of floating point. */
const USUAL_MAXIMA = [255, 1023, 4095, 65535];

/** An image with no level above this one of 255 is nearly black: its level of white was guessed wrong. */
const NEARLY_BLACK = 16;

/** Room for rounding in levels that were computed. */
const ROUNDING = 1e-6;

/** Samples as the decoder gives them: the array that holds them, and the greatest of whole numbers. */
const SAMPLES = {
  char: { array: Int8Array, limit: 127 },
  short: { array: Uint16Array, limit: 32767 },
  ushort: { array: Uint16Array, limit: 65535 },
  int: { array: Int32Array, limit: 2 ** 31 - 1 },
  uint: { array: Uint32Array, limit: 2 ** 32 - 1 },
  float: { array: Float32Array, limit: undefined },
} as const;
type SampleKind = keyof typeof SAMPLES;

/** Bits of a sample that the decoder reads, of whole numbers and of floating point. */
const READ_BITS = {
  unsigned: [1, 2, 4, 8, 16, 32],
  signed: [8, 16, 32],
  float: [32],
  complex: [] as number[],
};

/** Whether a file, by its header, is a PNG or TIFF file whose samples have more than 8 bits or are not unsigned. */
export function hasDeepSamples(bytes: Buffer): boolean {
  if (bytes.length > 24 && bytes.toString('latin1', 1, 4) === 'PNG') return bytes[24] === 16;
  const tiff = readTiffHeader(bytes);
  return tiff !== undefined && (tiff.bits > 8 || tiff.sampleFormat !== 'unsigned');
}

/** The colour space to ask the decoder for, by that of the file, so that samples are not changed. */
const SPACES: Readonly<Record<string, string>> = {
  'b-w': 'b-w',
  srgb: 'srgb',
  scrgb: 'scrgb',
  grey16: 'rgb16',
  rgb16: 'rgb16',
};

/**
 * Decodes a PNG or TIFF file of 16 or 32 bits or of floating point. White is the level that the file names as its
 * greatest, or else the least usual one that no sample exceeds (`docs/data.md`). Transparency is laid on white.
 * @returns undefined when white is 65535, which sharp reads correctly
 * @throws Error when the levels can't be told from the file
 */
export async function decodeDeepLevels(bytes: Buffer, options: SharpOptions): Promise<Pixels | undefined> {
  const tiff = readTiffHeader(bytes);
  if (tiff && !READ_BITS[tiff.sampleFormat].includes(tiff.bits))
    throw new Error(
      `samples of ${tiff.bits} bits (${tiff.sampleFormat}) are not read; convert the image to 8 bits`,
    );
  const { depth, space } = await sharp(bytes, options).metadata();
  const [kind, kept] = [SAMPLES[depth as SampleKind], SPACES[space]];
  if (kind === undefined || kept === undefined) return undefined;
  // sharp makes negative samples of 16 bits zero.
  if (depth === 'short') {
    const { channels } = await sharp(bytes, options).stats();
    channels.forEach(({ min }) => refuseBelow(0, min));
  }
  const image = sharp(bytes, options).autoOrient().pipelineColourspace(kept).toColourspace(kept);
  const { data, info } = await image
    .raw({ depth: depth as SampleKind })
    .toBuffer({ resolveWithObject: true });
  const { buffer, byteOffset, byteLength } = data;
  const { limit } = kind;
  const samples = new kind.array(buffer.slice(byteOffset, byteOffset + byteLength));
  // The decoder has turned whole numbers without a sign around, and no others.
  if (tiff?.minimumIsWhite && limit !== undefined && depth.startsWith('u'))
    for (let i = 0; i < samples.length; i++) samples[i] = limit - (samples[i] as number);
  return toBytes(samples, info, { tiff, limit });
}

/** Samples as levels of 255, transparency laid on white. */
function toBytes(
  samples: ArrayLike<number>,
  { width, height, channels }: { width: number; height: number; channels: number },
  { tiff, limit }: { tiff?: TiffHeader; limit?: number },
): Pixels | undefined {
  const colours = channels < 3 ? 1 : 3;
  const [least, greatest] = rangeOf(samples, channels, 0, colours);
  const black = Math.min(0, tiff?.minimum ?? 0);
  refuseBelow(black, least);
  const white = whiteOf(greatest, limit, tiff?.maximum);
  if (white === 65535 && limit === 65535) return undefined;
  const opaque = channels > colours ? whiteOf(rangeOf(samples, channels, colours, channels)[1], limit) : 1;
  const data = new Uint8Array(width * height * colours);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const opacity = channels > colours ? (samples[pixel * channels + colours] as number) / opaque : 1;
    for (let c = 0; c < colours; c++) {
      const share = ((samples[pixel * channels + c] as number) - black) / (white - black);
      const level = 255 * Math.min(1, Math.max(0, tiff?.minimumIsWhite ? 1 - share : share));
      data[pixel * colours + c] = Math.round(255 + opacity * (level - 255));
    }
  }
  return { width, height, channels: colours, data };
}

/** The least and the greatest sample of some channels. @throws Error when one is no number */
function rangeOf(samples: ArrayLike<number>, channels: number, from: number, to: number): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < samples.length; i++) {
    if (i % channels < from || i % channels >= to) continue;
    const sample = samples[i] as number;
    if (!Number.isFinite(sample)) throw new Error(`a sample is ${sample}; the levels must be finite numbers`);
    if (sample < least) least = sample;
    if (sample > greatest) greatest = sample;
  }
  return [least, greatest];
}

/**
 * The level of white.
 * @param limit the greatest that a whole number can be; absent of floating point
 * @param named the greatest level by the file's own word
 */
function whiteOf(greatest: number, limit: number | undefined, named?: number): number {
  const fits = (white: number): boolean => greatest <= white * (1 + ROUNDING);
  if (named !== undefined && named > 0 && named !== limit && fits(named)) return named;
  const usual =
    limit === undefined ? [1, ...USUAL_MAXIMA] : [...USUAL_MAXIMA.filter((white) => white < limit), limit];
  const white = usual.find(fits);
  if (white === undefined || (greatest > 0 && (255 * greatest) / white < NEARLY_BLACK))
    throw new Error(
      `its levels go up to ${greatest}, and the file does not say what is white; scale them to 0..255 or, ` +
        `${limit === undefined ? 'floating point, to 0..1' : 'of 16 bits, to 0..65535'}`,
    );
  return white;
}

function refuseBelow(black: number, least: number): void {
  if (least < black - ROUNDING)
    throw new Error(
      `its levels begin at ${least}; the least that is read is ${black}: scale them to begin at 0`,
    );
}
