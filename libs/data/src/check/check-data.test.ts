import { copyFile, mkdtemp, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { syntheticSchema } from '@jiagu/config';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GLYPH, png } from '../image-makers.js';
import { encodeIdx } from '../readers/idx.js';
import { synthesize } from '../synthetic/synthesize.js';
import { checkData, type CheckedData } from './check-data.js';
import { judge } from './judge.js';

const CLASSES = 10;
let folder: string;
let list: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiagu-check-'));
  await synthesize(
    syntheticSchema.parse({
      folder: join(folder, 'set'),
      classes: CLASSES,
      size: 24,
      trainPerClass: 3,
      testPerClass: 1,
    }),
  );
  const names = Array.from({ length: CLASSES }, (_, c) =>
    [0, 1, 2].map((n) => `${path(`handprint/train`, c, n)}\t${c}\n`),
  );
  list = await write('list.txt', names.flat().join(''));
});
afterAll(() => rm(folder, { recursive: true }));

const path = (part: string, label: number, number: number) =>
  join('set', part, `c${String(label).padStart(3, '0')}`, `${String(number).padStart(4, '0')}.png`);

async function write(name: string, content: string | Uint8Array): Promise<string> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const sound = (): CheckedData['parts'] => [
  ['source.train', list],
  ['source.test', join(folder, 'set/handprint/test')],
  ['target.train', join(folder, 'set/rubbing/train')],
  ['target.test', join(folder, 'set/rubbing/test')],
];
const numbered = Array.from({ length: CLASSES }, (_, c) => `c${String(c).padStart(3, '0')}`);
const check = (parts = sound()) => checkData({ parts, classes: CLASSES, classNames: numbered });

describe('checkData', () => {
  it('describes a sound study and blames nothing in it', async () => {
    const { parts, findings } = await check();
    expect(parts['source.train']).toMatchObject({
      layout: 'list',
      images: 30,
      perClass: new Array(CLASSES).fill(3),
      shape: { width: [24, 24, 24], aspect: [1, 1, 1], grey: 30 },
      polarity: { light: 0 },
    });
    expect(parts['source.train']?.polarity.dark).toBeGreaterThanOrEqual(25);
    expect(parts['target.train']?.polarity.light).toBeGreaterThanOrEqual(15);
    expect(parts['target.train']?.polarity.dark).toBe(0);
    expect(parts['target.train']).toMatchObject({ layout: 'class folders', images: 30 });
    expect(parts['target.test']?.perClass).toEqual(new Array(CLASSES).fill(1));
    // That the domains have opposite polarity is all that there is to say.
    expect(findings.map(({ severity, kind, where }) => [severity, kind, where])).toEqual([
      ['note', 'polarity', 'source, target'],
    ]);
  });

  it('finds every kind of damage, names its images and blames no other', async () => {
    const png = (name: string, image: Sharp) =>
      image
        .png()
        .toBuffer()
        .then((bytes) => write(name, bytes));
    const glyph = (label: number) => sharp(join(folder, path('handprint/train', label, 0)));
    const deep = Uint16Array.from({ length: 24 * 24 }, (_, i) => (i % 25 === 12 ? 300 * (i % 7) : 65535));
    const damaged = {
      truncated: await write('bad/truncated.png', await glyph(0).png().toBuffer()),
      empty: await write('bad/empty.png', ''),
      text: await write('bad/text.png', 'no image at all'),
      deep: await png(
        'bad/deep.png',
        sharp(deep, { raw: { width: 24, height: 24, channels: 1 } }).toColourspace('grey16'),
      ),
      palette: await write(
        'bad/palette.png',
        await glyph(1).rotate(3, { background: '#fff' }).png({ palette: true, colours: 16 }).toBuffer(),
      ),
      alpha: await png('bad/alpha.png', glyph(2).rotate(4, { background: '#fff' }).ensureAlpha(0.9)),
      pixel: await png(
        'bad/pixel.png',
        sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } }),
      ),
      duplicate: await write('bad/duplicate.bmp', ''),
      label: await png('bad/label.png', glyph(3).rotate(5, { background: '#fff' })),
    };
    await truncate(damaged.truncated, 150);
    // A copy of a test image in another format.
    await copyFile(join(folder, path('handprint/test', 4, 0)), damaged.duplicate);
    const lines = Object.entries(damaged).map(
      ([kind, file]) => `${file}\t${{ duplicate: 4, label: 10 }[kind] ?? 0}\n`,
    );
    const bad = await write('bad/list.txt', lines.join(''));
    const parts = sound().map(([name, part]) => [name, name === 'source.train' ? bad : part] as const);
    const { findings } = await check(parts);
    const blamed = findings
      .filter(({ kind }) => kind !== 'class missing' && where(kind) !== 'domain')
      .map(({ severity, kind, message, images }) => [severity, kind, images, message] as const);
    const line = (kind: keyof typeof damaged) =>
      `${damaged[kind]} (${bad}:${Object.keys(damaged).indexOf(kind) + 1})`;
    const expected: [string, string, string[], RegExp][] = [
      ['error', 'label', [line('label')], /list\.txt:9: label 10 is outside 0\.\.9/],
      ['error', 'unreadable', [line('truncated')], /truncated\.png can't be read/],
      ['error', 'unreadable', [line('empty')], /empty\.png.*0 bytes/],
      ['error', 'unreadable', [line('text')], /text\.png can't be read/],
      ['warning', 'too small', [line('pixel')], /less than 8 pixels/],
      [
        'warning',
        'duplicate',
        [line('duplicate'), join(folder, path('handprint/test', 4, 0))],
        /source\.train and source\.test/,
      ],
      ['note', 'converted', [line('deep')], /16 bits/],
      ['note', 'converted', [line('palette')], /palette/],
      ['note', 'converted', [line('alpha')], /transparency/],
    ];
    expect(blamed.map(([severity, kind, images]) => [severity, kind, images])).toEqual(
      expected.map(([severity, kind, images]) => [severity, kind, images]),
    );
    expected.forEach(([, , , message], i) => expect(blamed[i]?.[3]).toMatch(message));
  });

  it('warns of a domain that mixes polarities and of images with two labels', async () => {
    const glyphs = [0, 1, 2].map((n) => `${join(folder, path('handprint/train', 5, n))}\t5\n`);
    const inverted = await sharp(join(folder, path('handprint/train', 6, 0)))
      .negate()
      .png()
      .toBuffer();
    const rare = await write('mixed/inverted.png', inverted);
    const again = `${join(folder, path('handprint/train', 5, 0))}\t6\n`;
    const mixed = await write('mixed/list.txt', `${glyphs.join('')}${rare}\t6\n${again}`);
    const { findings } = await checkData({ parts: [['source.train', mixed]] });
    expect(findings.filter(({ kind }) => kind === 'polarity')).toMatchObject([
      { severity: 'warning', where: 'source.train', images: [`${rare} (${mixed}:4)`] },
    ]);
    expect(findings.filter(({ kind }) => kind === 'contradiction')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('5, 6') },
    ]);
  });

  it('goes on where a part is not there, and reads a set that is named twice once', async () => {
    let seen = 0;
    const { findings, parts } = await checkData(
      {
        parts: [
          ['source.train', list],
          ['source.test', list],
          ['target.train', join(folder, 'nowhere')],
        ],
      },
      (done) => (seen = done),
    );
    expect(seen).toBe(60);
    expect(parts['source.test']?.images).toBe(30);
    expect(findings.map(({ severity, kind, where }) => [severity, kind, where])).toEqual([
      ['error', 'listing', 'target.train'],
      ['note', 'test is train', 'source.train, source.test'],
    ]);
  });
});

describe('checkData of what lies about', () => {
  it('says of a folder how many files are left out and why, and warns where they may be meant', async () => {
    const image = await sharp(join(folder, path('handprint/train', 0, 0))).toBuffer();
    for (const name of ['a/1.png', 'a/.x', 'a/notes.txt', '2.png', '3.png'])
      await write(`lying/${name}`, image);
    await write('lying/a/notes.txt', 'no image');
    const { parts, findings } = await checkData({
      parts: [
        ['source.train', join(folder, 'lying')],
        ['target.train', join(folder, 'lying/a')],
        ['target.test', list],
      ],
    });
    expect(
      [parts['source.train'], parts['target.train'], parts['target.test']].map((part) => part?.leftOut),
    ).toEqual([4, 2, undefined]);
    const told = findings.filter(({ kind, where }) => kind === 'left out' && where === 'source.train');
    const at = (...names: string[]) => names.map((name) => join(folder, 'lying', name));
    expect(told.map(({ severity, message, images }) => [severity, message, images])).toEqual([
      ['warning', 'left out: images beside the class folders', at('2.png', '3.png')],
      ['note', 'left out: hidden', at('a/.x')],
      ['note', 'left out: no image of a kind that is read', at('a/notes.txt')],
    ]);
  });

  it('warns of images in which next to nothing can be seen, and notes levels that are scaled', async () => {
    const rows = [...GLYPH.slice(0, 13).map((row) => row.map((level) => level && 15)), GLYPH[0] ?? []];
    await write('levels/a/faint.png', png(rows.map((row) => row.map((level) => Math.min(level, 15)))));
    await write('levels/a/twelve.png', png(GLYPH, { depth: 16, to: (level) => [level && 4095] }));
    await write('levels/a/sixteen.png', png(GLYPH.toReversed(), { depth: 16, to: (level) => [level * 257] }));
    const { findings } = await checkData({ parts: [['source.train', join(folder, 'levels')]] });
    expect(findings.map(({ kind, message, images }) => [kind, message.slice(0, 30), images])).toEqual([
      ['blank', 'the levels differ by less than', [join(folder, 'levels/a/faint.png')]],
      ['converted', 'stored with 16 bits a channel,', [join(folder, 'levels/a/sixteen.png')]],
      ['converted', 'stored with levels whose white', [join(folder, 'levels/a/twelve.png')]],
    ]);
  });

  it('tells images of the same levels in other places apart', async () => {
    const images = await write(
      'tiny/images',
      encodeIdx(
        [3, 8, 8],
        Uint8Array.from({ length: 192 }, (_, i) => +(i === 0 || i === 65 || i === 130) * 99),
      ),
    );
    const { findings } = await checkData({ parts: [['target.train', images]], classes: 2 });
    expect(findings).toEqual([]);
  });

  it('has any number of findings', async () => {
    const count = 150_000;
    const listing = {
      layout: 'list',
      files: Array.from({ length: count }, (_, i) => `${i}.png`),
      labels: new Int32Array(count),
      faults: [],
      origin: (i: number) => `list:${i}`,
      decode: () => Promise.reject(new Error('never asked for')),
    } as const;
    const facts = listing.files.map((file) => ({ error: `${file} is absent` }));
    const part = { name: 'source.train', part: 'list', listing, labels: listing.labels, facts } as const;
    const findings = judge([part], ['a']);
    expect(findings.filter(({ kind }) => kind === 'unreadable')).toHaveLength(count);
    expect(findings[count - 1]?.images).toEqual([`${count - 1}.png (list:${count - 1})`]);
  });
});

/** What a kind of finding is about. */
const where = (kind: string) => (kind === 'polarity' ? 'domain' : 'images');
