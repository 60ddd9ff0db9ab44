import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticConfig } from '@jiagu/config';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import pMap from 'p-map';
import sharp from 'sharp';
import { distinctGlyphs } from './distinct-glyphs.js';
import { publishFolder } from '@jiagu/disk';
import { drawHandprint } from './handprint.js';
import { type Handwriting, jitter } from './jitter.js';
import { drawRubbing } from './rubbing.js';
import type { Glyph } from './stroke.js';
import {
  findSynthetic,
  RECIPE,
  SYNTHETIC_FILE,
  type SyntheticSet,
  type SyntheticSettings,
} from './synthetic-set.js';

/** Images being compressed at once: enough to keep libuv's threads busy, few enough to need no memory. */
const CONCURRENCY = 8;

/** Called now and then while images are written. */
export type SyntheticProgress = (written: number, total: number) => void;

/**
 * Makes a data set of invented characters: a handprinted domain and a domain of scanned rubbings, each with a training
 * and a test part, as grey PNG files `<folder>/<domain>/<part>/<class>/<number>.png` with `synthetic.json` beside them.
 * The same configuration gives the same pixels on every machine; every image has a random stream of its own, so more
 * images or classes leave the others unchanged. In a paired set, handprint i and rubbing i of a class and part have the
 * same strokes and differ in pen, texture, polarity and damage alone; its rubbings are those of the set without pairs.
 *
 * A folder that already holds the same set is left as it is. The folder is written completely or not at all.
 * @throws Error when the folder holds something else
 */
export async function synthesize(
  config: SyntheticConfig,
  onProgress: SyntheticProgress = () => undefined,
): Promise<SyntheticSet> {
  const existing = await findSynthetic(config);
  if (existing) return existing;
  const settings = _.omit(config, 'folder', 'digest');
  return publishFolder(
    config.folder,
    (beside) => write(settings, beside, onProgress),
    () => findSynthetic(config),
  );
}

interface Image {
  readonly domain: 'handprint' | 'rubbing';
  readonly part: 'train' | 'test';
  readonly label: number;
  readonly number: number;
}

async function write(
  settings: SyntheticSettings,
  folder: string,
  onProgress: SyntheticProgress,
): Promise<SyntheticSet> {
  const glyphs = distinctGlyphs(settings.classes, settings.seed);
  const images = [...list(settings)];
  for (const image of images.filter(({ number }) => number === 0))
    await mkdir(join(folder, classFolder(image)), { recursive: true });
  let written = 0;
  const digests = await pMap(
    images,
    async (image) => {
      const pixels = draw(settings, glyphs[image.label] as Glyph, image);
      const name = `${String(image.number).padStart(4, '0')}.png`;
      await encodeGrey(pixels, settings.size, join(folder, classFolder(image), name));
      onProgress(++written, images.length);
      return createHash('sha256').update(pixels).digest('hex');
    },
    { concurrency: CONCURRENCY },
  );
  const digest = `sha256:${createHash('sha256').update(digests.join('\n')).digest('hex')}`;
  const set: SyntheticSet = { recipe: RECIPE, config: settings, digest };
  await writeFile(join(folder, SYNTHETIC_FILE), `${JSON.stringify(set, null, 2)}\n`);
  return set;
}

/** Every image of the set, class by class. */
function* list({ classes, trainPerClass, testPerClass }: SyntheticSettings): Generator<Image> {
  for (let label = 0; label < classes; label++)
    for (const domain of ['handprint', 'rubbing'] as const)
      for (const [part, count] of [['train', trainPerClass] as const, ['test', testPerClass] as const])
        for (let number = 0; number < count; number++) yield { domain, part, label, number };
}

/** Where the images of a class are; class folders sort by name as the classes by number. */
const classFolder = ({ domain, part, label }: Image): string =>
  join(domain, part, `c${String(label).padStart(3, '0')}`);

/** How far the writings of a character differ in each domain. */
const HANDWRITING: Readonly<Record<Image['domain'], Handwriting>> = {
  handprint: { strength: 0.8, aspect: [0.85, 1.1] },
  rubbing: { strength: 1.25, aspect: [0.65, 1.05] },
};

/** The pixels of one image as bytes. */
function draw(
  { seed, size, severity, paired }: SyntheticSettings,
  glyph: Glyph,
  { domain, part, label, number }: Image,
): Uint8Array {
  const streamOf = (of: Image['domain']) =>
    new RandomStream(`${seed}/synthetic/${of}/${part}/${label}/${number}`);
  const random = streamOf(domain);
  // A pair has the strokes of its rubbing, so that the rubbings are those of the set without pairs.
  const written =
    paired && domain === 'handprint'
      ? jitter(glyph, HANDWRITING.rubbing, streamOf('rubbing'))
      : jitter(glyph, HANDWRITING[domain], random);
  const image =
    domain === 'handprint'
      ? drawHandprint(written, size, random)
      : drawRubbing(written, size, severity, random);
  return Uint8Array.from(image, (value) => Math.round(value * 255));
}

async function encodeGrey(pixels: Uint8Array, size: number, path: string): Promise<void> {
  await sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toFile(path);
}
