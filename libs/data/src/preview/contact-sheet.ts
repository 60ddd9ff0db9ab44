import type { Augmentation, DataConfig } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import sharp, { type OverlayOptions } from 'sharp';
import type { Dataset } from '../dataset.js';
import { domainData, domainsOf } from '../domains.js';
import { openImages } from '../open-domains.js';
import type { Pixels } from '../pixels.js';
import { toChannels } from '../pixels.js';
import { prepareView } from '../prepare-view.js';
import { resize } from '../resize.js';

/** What a contact sheet shows. */
export interface ContactSheetOptions {
  /** Classes shown, the first ones. */
  readonly classes: number;
  /** Images of each class and domain. */
  readonly examples: number;
  /** Wanted side of an image on the sheet, in pixels; rounded to a whole multiple of the image size. */
  readonly tile: number;
  readonly seed: number;
  /** Whether images need labels, those of the target's training part excepted; default: true. */
  readonly labels?: boolean;
}

/** What each domain is shown as, from left to right. */
const COLUMNS = ['as stored', 'prepared', 'weak view', 'strong view'] as const;

/** Pixels between tiles, of a line of text, and of the column with the classes' names. */
const GAP = 4;
const LINE = 18;
const NAMES = 96;

/**
 * Draws what networks see: a row for every class, for each domain its training images as they are stored, prepared, and
 * in both augmented views, with headings and names.
 * @returns a PNG file
 */
export async function contactSheet(config: DataConfig, options: ContactSheetOptions): Promise<Buffer> {
  const domains = await openImages(config, { labels: options.labels });
  const { classNames } = domains;
  const shown = domainsOf(domains);
  const { examples, seed } = options;
  const factor = Math.max(1, Math.round(options.tile / config.imageSize));
  const tile = factor * config.imageSize;
  const rows = Math.min(options.classes, classNames.length);
  const blockWidth = examples * (tile + GAP) + 2 * GAP;
  const width = NAMES + shown.length * COLUMNS.length * blockWidth;
  const height = 2 * LINE + rows * (tile + GAP) + GAP;
  const layers: OverlayOptions[] = [];
  const labels: string[] = [];
  const label = (text: string, x: number, y: number) =>
    labels.push(`<text x="${x}" y="${y}">${escape(text)}</text>`);
  for (const [d, domain] of shown.entries()) {
    const dataset = domainData(domains, domain).train;
    const views = config.augmentation[domain];
    const left = NAMES + d * COLUMNS.length * blockWidth;
    label(domain === 'source' ? 'source (handprinted)' : 'target (scanned)', left, LINE - 4);
    COLUMNS.forEach((column, k) => label(column, left + k * blockWidth, 2 * LINE - 4));
    for (let row = 0; row < rows; row++) {
      const chosen = examplesOf(dataset, row, rows, examples);
      for (const [n, i] of chosen.entries()) {
        const random = new RandomStream(`${seed}/preview/${domain}/${i}/${n}`);
        const stored = await dataset.decode(i);
        const prepared = await dataset.read(i);
        const view = (augmentation: Augmentation) => viewOf(prepared, augmentation, config.imageSize, random);
        const images = [fit(stored, tile), prepared, view(views.weak), view(views.strong)];
        for (const [k, image] of images.entries())
          layers.push({
            input: await enlarge(image, k === 0 ? image.width : tile, k === 0 ? image.height : tile),
            left: left + k * blockWidth + n * (tile + GAP),
            top: 2 * LINE + row * (tile + GAP),
          });
      }
    }
  }
  for (let row = 0; row < rows; row++)
    label(
      classNames[row] === String(row) ? String(row) : `${row}  ${classNames[row]}`,
      GAP,
      2 * LINE + row * (tile + GAP) + tile / 2,
    );
  const text = `<svg width="${width}" height="${height}" font-family="sans-serif" font-size="13">${labels.join('')}</svg>`;
  return sharp({ create: { width, height, channels: 3, background: '#d8dce0' } })
    .composite([...layers, { input: Buffer.from(text), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** The first images of a class, repeated where it has too few; unlabelled images are divided evenly over the rows. */
function examplesOf(dataset: Dataset, label: number, rows: number, count: number): number[] {
  const indices = Array.from(dataset.labels.keys());
  const known = dataset.labels.some((other) => other >= 0);
  const mine = indices.filter((i) => (known ? dataset.labels[i] === label : i % rows === label));
  return mine.length === 0 ? [] : Array.from({ length: count }, (_, n) => mine[n % mine.length] as number);
}

function viewOf(pixels: Pixels, augmentation: Augmentation, imageSize: number, random: RandomStream): Pixels {
  const { channels } = pixels;
  const out = new Float32Array(imageSize * imageSize * channels);
  prepareView(pixels, augmentation, { imageSize, channels }, random, out, 0);
  const data = Uint8ClampedArray.from(out, (value) => ((value + 1) / 2) * 255);
  return { width: imageSize, height: imageSize, channels, data: new Uint8Array(data.buffer) };
}

/** The image with its own proportions, as large as a tile takes. */
function fit(pixels: Pixels, tile: number): Pixels {
  const scale = tile / Math.max(pixels.width, pixels.height);
  const [width, height] = [pixels.width, pixels.height].map((side) => Math.max(1, Math.round(side * scale)));
  return resize(pixels, width ?? tile, height ?? tile, 'bilinear');
}

/** A PNG of the image whose pixels are repeated to the given size. */
function enlarge(pixels: Pixels, width: number, height: number): Promise<Buffer> {
  const { data, ...size } = toChannels(pixels, 3);
  return sharp(data, { raw: size })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
