import _ from 'lodash';
import sharp from 'sharp';
import { percent } from '../format.js';
import { html, type Html } from '../html.js';
import type { Tile } from '../image-grid.js';
import { page } from '../page/page.js';
import type { SheetGuess, SheetPrediction } from './predictions-csv.js';

/** Longest side of a picture, in pixels. */
const SIDE = 160;

/** The colour of what speaks for a class. */
const [RED, GREEN, BLUE] = [255, 96, 0];

/** A prediction with its pictures, as {@link encodePicture} and {@link encodeHeat} make them. */
export interface SheetImage extends SheetPrediction {
  readonly picture: string;
  /** what speaks for the likeliest class, to be laid over the picture */
  readonly heat?: string;
}

export interface SheetContent {
  /** the run's name */
  readonly run: string;
  /** which networks looked, a sentence */
  readonly about: string;
  readonly images: readonly SheetImage[];
  /** a handprinted image of a class, by its number, as {@link encodePicture} makes it; shown for each guess */
  readonly examples: ReadonlyMap<number, string>;
}

/** The names of those classes among the guesses that have no example, in the order of the classes. */
export function guessesWithout(
  images: readonly SheetPrediction[],
  examples: ReadonlyMap<number, unknown>,
): string[] {
  const guesses = _.uniqBy(
    images.flatMap(({ top }) => top),
    'class',
  );
  return _.sortBy(guesses, 'class')
    .filter((guess) => !examples.has(guess.class))
    .map(({ name }) => name);
}

/** At most this many classes are named. */
const NAMED = 8;

/** Names of classes as a part of a sentence: `日, 月 and 12 other classes`. */
export function someOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  if (more > 1) return `${names.slice(0, NAMED).join(', ')} and ${more} other classes`;
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');
}

/** An image as a sheet shows it: at most 160 pixels a side, a data URL of a few kilobytes. */
export async function encodePicture({ width, height, channels, data }: Tile): Promise<string> {
  const webp = await sharp(data, { raw: { width, height, channels } })
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 80 })
    .toBuffer();
  return `data:image/webp;base64,${webp.toString('base64')}`;
}

/** A map of one channel, 0..255, as a colour that is the more opaque the larger the value; a data URL. */
export async function encodeHeat({ width, height, data }: Tile): Promise<string> {
  const pixels = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
    const value = data[i >> 2] as number;
    return [RED, GREEN, BLUE, Math.round(0.75 * value)][i % 4] as number;
  });
  const png = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/**
 * Predictions as one HTML page that needs no network: each image with what speaks for its likeliest class, and the
 * likeliest classes with a handprinted example of each, which the page holds once.
 */
export function predictionSheet({ run, about, images, examples }: SheetContent): string {
  const shown = new Set(images.flatMap(({ top }) => top.map((guess) => guess.class)));
  const rules = [...examples]
    .filter(([label]) => shown.has(label))
    .map(([label, picture]) => `.c${label}{background-image:url(${picture})}`);
  const without = guessesWithout(images, examples);
  return page({
    title: run,
    kind: 'contact sheet',
    subtitle: about,
    live: false,
    styles: `${style}${rules.join('\n')}`,
    head: html``,
    sections: [
      {
        id: 'predictions',
        title: `${images.length} ${images.length === 1 ? 'image' : 'images'}`,
        body: html`<p class="note">
            The likeliest classes with their
            confidence${examples.size > 0 && ', a handprinted example before each'}.
            ${
              images.some(({ heat }) => heat) &&
              'Orange lies where the network found what speaks for the first.'
            }
          </p>
          ${
            without.length > 0 &&
            html`<p class="note">
              No handprinted example of ${someOf(without)} was at hand when this sheet was made.
            </p>`
          }
          <ul class="sheet">
            ${images.map((image) => card(image, examples))}
          </ul>`,
      },
    ],
    foot: 'Made by jiagu predict. Confidence is what the network believes, not how often it is right.',
  });
}

const card = ({ file, top, picture, heat }: SheetImage, examples: ReadonlyMap<number, string>): Html =>
  html`<li class="card">
    <div class="looked">
      <img src="${picture}" alt="${file}" />
      ${heat && html`<img class="heat" src="${heat}" alt="" />`}
    </div>
    <div>
      <p class="file">${file}</p>
      <ol>
        ${top.map(
          (guess) =>
            html`<li>
              ${examples.size > 0 && exampleOf(guess, examples)}
              <span>${guess.name}</span> <b>${percent(guess.confidence)}</b>
            </li>`,
        )}
      </ol>
    </div>
  </li>`;

const exampleOf = (guess: SheetGuess, examples: ReadonlyMap<number, string>): Html =>
  examples.has(guess.class)
    ? html`<span class="example c${guess.class}"></span>`
    : html`<span class="example none" role="img" aria-label="no example" title="no example">–</span>`;

const style = `
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1rem;list-style:none;padding:0}
.sheet>.card{display:grid;grid-template-columns:8.5rem 1fr;gap:.9rem;content-visibility:auto;contain-intrinsic-size:auto 14rem}
.looked{position:relative;align-self:start;line-height:0}
.looked .heat{position:absolute;inset:0;height:100%;background:none;image-rendering:auto}
.sheet ol{list-style:none;margin:.3rem 0 0;padding:0}
.sheet ol li{display:grid;grid-template-columns:1.9rem 1fr auto;gap:.5rem;align-items:center;font-size:.9rem;padding:.1rem 0}
.sheet ol li:first-child{font-weight:600}
.sheet b{font-weight:inherit;font-variant-numeric:tabular-nums}
.sheet ol li:not(:has(.example)){grid-template-columns:1fr auto}
.example{width:1.9rem;height:1.9rem;background:#8883 center/contain no-repeat;border-radius:4px}
.example.none{background:none;border:1px dashed #8888;box-sizing:border-box;display:grid;place-items:center;font-weight:400}
`;
