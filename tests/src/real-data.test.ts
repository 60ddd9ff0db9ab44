import { mkdtempSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeImage } from '@jiagu/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-real-data-'));
const CLASSES = 241;
const parts = { handprint_train: 5, handprint_test: 2, scan_train: 5, scan_test: 2 } as const;

/** A list as Oracle-241 has them: paths with spaces below a root that is not the list's folder, a tab, the label. */
const listOf = (part: string) => join(folder, 'lists', `${part}.txt`);
const config = join(folder, 'oracle241.yaml');
/** Each PNG file that the generator made, and the BMP copy of it. */
const copies: [png: string, bmp: string][] = [];

beforeAll(async () => {
  const made = await jiagu(
    [
      'data',
      'synth',
      '--classes',
      String(CLASSES),
      '--size',
      '16',
      '--train-per-class',
      '5',
      '--test-per-class',
      '2',
      '-o',
      'set',
    ],
    folder,
  );
  expect(made.code, made.stderr).toBe(0);
  mkdirSync(join(folder, 'lists'));
  for (const part of Object.keys(parts)) {
    const [domain, half] = part.split('_');
    const from = join(folder, 'set', domain === 'scan' ? 'rubbing' : 'handprint', half ?? '');
    const lines: string[] = [];
    for (const [label, name] of readdirSync(from).sort().entries())
      for (const file of readdirSync(join(from, name))) {
        const png = join(from, name, file);
        const path = join(`${domain} images`, `class ${label}`, `${half} ${file.replace('.png', '.bmp')}`);
        const bmp = join(folder, 'scans and prints', path);
        mkdirSync(dirname(bmp), { recursive: true });
        writeFileSync(bmp, bitmap(await decodeImage(png, 3)));
        copies.push([png, bmp]);
        lines.push(`${path}\t${label}\n`);
      }
    writeFileSync(listOf(part), lines.join(''));
  }
  const part = (name: string) => `{ list: ${listOf(name)}, root: ${join(folder, 'scans and prints')} }`;
  writeFileSync(
    config,
    `name: oracle241
data:
  source: { train: ${part('handprint_train')}, test: ${part('handprint_test')} }
  target: { train: ${part('scan_train')}, test: ${part('scan_test')} }
  packed: all.packed
  classes: ${CLASSES}
  imageSize: 16
model: { width: 4, stem: { kernel: 5, maxPool: false }, lastStageStride: 1 }
method: { name: source-only, optimizer: { type: adam } }
training: { steps: 4, batchSize: 4, log: { every: 2 }, evaluate: { every: 4 } }
`,
  );
}, 120_000);

/** A bitmap of 24 bits made by the format's description: rows from below, padded to four bytes, blue first. */
function bitmap({ width, height, data }: Awaited<ReturnType<typeof decodeImage>>): Uint8Array {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + rowBytes * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        bytes[54 + (height - 1 - y) * rowBytes + 3 * x + c] = data[(y * width + x) * 3 + 2 - c] as number;
  return bytes;
}

describe('a tree of BMP files in lists, as Oracle-241 is distributed', () => {
  it('is decoded bit for bit as PNG copies of the same pixels are', async () => {
    expect(copies).toHaveLength(CLASSES * 14);
    for (const channels of [1, 3] as const)
      for (const [png, bmp] of copies.filter((_, i) => i % 7 === 0))
        expect(
          Buffer.compare((await decodeImage(bmp, channels)).data, (await decodeImage(png, channels)).data),
          bmp,
        ).toBe(0);
  });

  it('is checked, and told to hold what it holds', async () => {
    const { code, stdout, stderr } = await jiagu(['data', 'check', '--config', config, '--json'], folder);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.findings.filter(({ severity }: { severity: string }) => severity !== 'note')).toEqual([]);
    for (const [part, count] of Object.entries(parts)) {
      const name = part.replace('handprint', 'source').replace('scan', 'target').replace('_', '.');
      expect(report.parts[name].perClass, name).toEqual(new Array(CLASSES).fill(count));
    }
  });

  it('is packed, trained on and evaluated; damage ends a check with exit code 1', async () => {
    const trained = await jiagu(['train', '--config', config, '--threads', '1'], folder);
    expect(trained.code, trained.stderr).toBe(0);
    expect(readdirSync(folder)).toContain('all.packed');
    // From the packed file, and from the images: the same numbers.
    const lists = { source: 'handprint_test', target: 'scan_test' };
    const flagsOf = Object.entries(lists).flatMap(([domain, part]) => {
      const list = listOf(part).replace('.txt', '-absolute.txt');
      writeFileSync(list, absolute(part));
      return [`--${domain}`, list];
    });
    const [packed, images] = await Promise.all(
      [[], flagsOf].map(async (flags) => {
        const { code, stdout, stderr } = await jiagu(
          ['evaluate', '--run', 'runs/oracle241', '--json', ...flags],
          folder,
        );
        expect(code, stderr).toBe(0);
        return JSON.parse(stdout);
      }),
    );
    expect(packed.source.total).toBe(2 * CLASSES);
    expect(images.source.loss).toBe(packed.source.loss);
    expect(images.target.confusion).toEqual(packed.target.confusion);
    const [, [, victim] = ['', '']] = copies;
    writeFileSync(victim, readFileSync(victim).subarray(0, 100));
    const { code, stdout, stderr } = await jiagu(['data', 'check', '--config', config], folder);
    expect(code).toBe(1);
    expect(stdout).toContain(victim);
    expect(stderr).toMatch(/2 errors in the data/); // the image, and the packed file that still holds it
  });
});

const absolute = (part: string) =>
  readFileSync(listOf(part), 'utf8').replace(/^(?=.)/gm, `${join(folder, 'scans and prints')}/`);
