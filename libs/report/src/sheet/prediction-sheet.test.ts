import { RandomStream } from '@jiagu/random';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { draw } from '../testing/fake-glyph.js';
import { encodeHeat, encodePicture, predictionSheet, someOf } from './prediction-sheet.js';
import { predictionsCsv } from './predictions-csv.js';

const hostile = '</style><script>alert(1)</script>,"quoted"\nand a line';

const top = [
  { class: 0, name: hostile, confidence: 0.75 },
  { class: 3, name: '月', confidence: 0.25 },
];

const glyph = (label: number) => draw(label, 'target', new RandomStream(`sheet ${label}`));

describe('the contact sheet', () => {
  it('shows hundreds of images, holds each example once, and runs nothing that a name says', async () => {
    const examples = new Map([
      [0, await encodePicture(glyph(0))],
      [1, await encodePicture(glyph(1))],
    ]);
    const heat = await encodeHeat({
      width: 48,
      height: 48,
      channels: 1,
      data: new Uint8Array(48 * 48).fill(9),
    });
    const picture = await encodePicture(glyph(2));
    const images = Array.from({ length: 300 }, (_, i) => ({ file: `${i}${hostile}`, top, picture, heat }));
    const text = predictionSheet({ run: hostile, about: hostile, images, examples });
    expect(text.match(/<li class="card">/g)?.length).toBe(300);
    expect(text.match(/class="heat"/g)?.length).toBe(300);
    // One script, the page's own, and one style sheet; the class that no image is taken for is not there.
    expect(text.match(/<script/g)?.length).toBe(1);
    expect(text.match(/<\/style/g)?.length).toBe(1);
    expect(text.split(examples.get(0) ?? '').length).toBe(2);
    expect(text.split(examples.get(1) ?? '').length).toBe(1);
    expect(text).toContain('No handprinted example of 月 was at hand');
    expect(text.match(/>–</g)?.length).toBe(300);
    expect(text).toContain('Orange lies');
    expect(text).toContain('75.0\u00a0%');
    // Nothing is fetched: every address lies in the page.
    expect([...text.matchAll(/(?:src="|url\()(.{5})/g)].every(([, start]) => start === 'data:')).toBe(true);
    // Of 224 px photographs too, an image takes a few kilobytes.
    expect(picture.length + heat.length).toBeLessThan(6000);
  });

  it('leaves the column of examples out where no class has one, and says so', async () => {
    const picture = await encodePicture(glyph(2));
    const content = { run: '', about: '', images: [{ file: 'a.png', top, picture }] };
    const bare = predictionSheet({ ...content, examples: new Map() });
    expect(bare).not.toContain('class="example');
    expect(bare).not.toContain('a handprinted example before each');
    expect(bare).toContain(' and 月 was at hand');
    expect(bare).not.toContain('Orange lies');
    const full = predictionSheet({ ...content, examples: new Map(top.map((each) => [each.class, picture])) });
    expect(full).not.toContain('was at hand');
    expect(full.match(/class="example c/g)?.length).toBe(2);
  });

  it('lets the image shine through where nothing speaks for the class', async () => {
    const url = await encodeHeat({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) });
    const { data } = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([data[3], data[7]]).toEqual([0, 191]);
  });
});

it('names some classes and counts the others', () => {
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(someOf)).toEqual(['a', 'a and b', 'a, b and c']);
  const names = Array.from('abcdefghijk');
  expect(someOf(names)).toBe('a, b, c, d, e, f, g, h and 3 other classes');
  expect(someOf(names.slice(0, 9))).toBe('a, b, c, d, e, f, g, h and i');
});

/** Fields of a table as RFC 4180 has them. */
function parse(text: string): string[][] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n)/g)];
  const rows: string[][] = [[]];
  for (const [, field = '', end] of fields) {
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

it('the table comes back as it was written, with as many columns as the longest line needs', () => {
  const rows = parse(
    predictionsCsv([
      { file: hostile, top },
      { file: 'b.png', top: top.slice(1) },
    ]),
  );
  expect(rows).toEqual([
    ['file', 'class_1', 'confidence_1', 'class_2', 'confidence_2'],
    [hostile, hostile, '0.75', '月', '0.25'],
    ['b.png', '月', '0.25'],
  ]);
});
