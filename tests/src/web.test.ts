import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Domain } from '@jiagu/config';
import { domainData, openDomains, synthesize, type Dataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { combine, imageTensors, loadImages, subset, toTiles } from '@jiagu/evaluation';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod, RunFolder, saveCheckpoint, type Method } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import type { Browser, BrowserContext, FileChooser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, overflowing } from './browser.js';
import { jiagu, start } from './command.js';
import { writeStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-web-'));
const site = join(folder, 'page');
const inStudy = process.cwd();
const domains = ['source', 'target'] as const;
let browser: Browser;
let server: ReturnType<typeof start>['child'];
let address: string;
let method: Method;
const tests: Partial<Record<Domain, Dataset>> = {};

beforeAll(async () => {
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  browser = await launchBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader', ...camera]);
  // The paths of a configuration start where its command was run.
  process.chdir(folder);
  await writeUntrainedRun();
  const args = ['export', '--run', 'tiny', '--format', 'web', '-o', 'page', '--precision', 'float32'];
  const { child, outcome } = start([...args, '--threads', '1', '--serve'], folder);
  server = child;
  address = await new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => resolve(text.toString().trim()));
    void outcome.then(({ stderr }) => reject(new Error(stderr)));
  });
});
afterAll(async () => {
  process.chdir(inStudy);
  server?.kill();
  await browser?.close();
  if (method) disposeMethod(method);
  rmSync(folder, { recursive: true });
});

/** A run of the study as it would be after 16 steps, by when self-training has begun, but with weights as drawn. */
async function writeUntrainedRun(): Promise<void> {
  const config = loadConfig(writeStudy(folder));
  if (config.data.synthetic) await synthesize(config.data.synthetic);
  await startEngine({ device: 'cpu', threads: 1, log: () => undefined });
  const data = await openDomains(config.data);
  method = buildMethod(config, new RandomStreams(0));
  for (const domain of domains) {
    const { train, test } = domainData(data, domain);
    const images = await loadImages(train, config.data.imageSize);
    method.recogniser?.estimateStatistics(images, domain, 0);
    images.dispose();
    tests[domain] = subset(test, [0, 5, 10, 15]);
  }
  method.step = 15;
  const run = RunFolder.create('runs/tiny', config, {
    versions: {},
    argv: [],
    seed: 0,
    started: '',
    data: {},
    classNames: data.classNames,
  });
  const state = { step: 16, seconds: 0, config, random: {}, loaders: {}, losses: {}, hooks: {} };
  saveCheckpoint(run, method, state);
}

/** Waits for what a busy machine takes long for. */
const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 60_000 });

const testOf = (domain: Domain): Dataset => tests[domain] as Dataset;
const files = (domain: Domain): string[] => testOf(domain).files.map((file) => join(folder, file));
const base64 = (file: string): string => readFileSync(file, 'base64');

/** What a browser says of tests: a service worker that one blocks, an imitated graphics processor, pixels read again. */
const EXPECTED = /Service Worker registration blocked|GPU stall|willReadFrequently/;

/** The page, ready, and all that went wrong with it. */
async function openPage(context: BrowserContext, query = ''): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const isFault = ['error', 'warning'].includes(message.type());
    if (isFault && !EXPECTED.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  context.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith(`blob:${address}`))
      faults.push(`request: ${request.url()}`);
  });
  await page.goto(address + query);
  return { page, faults };
}

const ready = (page: Page): Promise<unknown> =>
  page.locator('html[data-ready]').waitFor({ state: 'attached' });

/** What `model.json` of the page holds. */
const model = (): Record<string, unknown> => JSON.parse(readFileSync(join(site, 'model.json'), 'utf8'));

/** Class scores by the page's own worker. */
async function pageLogits(page: Page, backend: string, images: [string, Domain][]): Promise<number[][]> {
  const worker = readdirSync(join(site, 'assets')).find((name) => /^worker-.*\.js$/.test(name));
  return page.evaluate(
    async ([address, worker, backend, images]) => {
      const computing = new Worker(`${address}assets/${worker}`, { type: 'module' });
      let id = 0;
      const ask = (service: string, order: unknown): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const wanted = id++;
          computing.addEventListener('message', ({ data }) => {
            if (data.id !== wanted) return;
            if ('failure' in data) reject(new Error(data.failure));
            else resolve(data.answer);
          });
          computing.postMessage({ id: wanted, service, order });
        });
      const started = (await ask('start', { base: address, backend })) as {
        backend: string;
        refused: string[];
      };
      if (started.backend !== backend) throw new Error(started.refused.join('; '));
      const rows: number[][] = [];
      for (const [bytes, domain] of images) {
        const image = new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))]);
        rows.push((await ask('logits', { image, domain })) as number[]);
      }
      computing.terminate();
      return rows;
    },
    [address, worker, backend, images] as const,
  );
}

describe('the page', () => {
  it.each(['wasm', 'webgl'])('computes with %s the scores that training computes', async (backend) => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const { page, faults } = await openPage(context);
    await ready(page);
    const images = domains.flatMap((domain) =>
      files(domain).map((file): [string, Domain] => [base64(file), domain]),
    );
    const computed = await pageLogits(page, backend, images);
    const expected: number[][] = [];
    for (const domain of domains)
      for await (const { images } of imageTensors(testOf(domain), { batchSize: 4, imageSize: 32 })) {
        const logits = method.recogniser?.logits(images, domain);
        expected.push(...((await logits?.array()) as number[][]));
        logits?.dispose();
      }
    expect(computed).toHaveLength(8);
    const differences = computed.flatMap((row, i) =>
      row.map((score, c) => Math.abs(score - (expected[i]?.[c] ?? NaN))),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-4);
    // The scores differ from image to image, so that the agreement means something.
    expect(new Set(computed.map(([first]) => first?.toFixed(3))).size).toBeGreaterThan(4);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('reads what is dropped, chosen and drawn, redraws it, saves the table, and does so without a network', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const { page, faults } = await openPage(context, '?backend=wasm');
    await ready(page);
    const candidates = page.locator('.candidates .name');
    const [scan = '', ...scans] = files('target');
    const name = scan.split('/').at(-1) as string;
    const transfer = await page.evaluateHandle(
      ([bytes, name]) => {
        const data = new DataTransfer();
        data.items.add(
          new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: 'image/png' }),
        );
        return data;
      },
      [base64(scan), name] as const,
    );
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer });
    await soon(() => candidates.count()).toBe(4);
    const { stdout } = await jiagu(['predict', '--run', 'tiny', scan, '--json', '--threads', '1'], folder);
    const [{ top }] = JSON.parse(stdout) as [{ top: { name: string; confidence: number }[] }];
    expect(await candidates.allTextContents()).toEqual(top.map((each) => each.name));
    expect(await page.locator('.candidates canvas').first().getAttribute('aria-label')).toBe(
      `handprinted example of ${top[0]?.name}`,
    );

    // The left end of the slider is the first texture alone: what the networks draw natively.
    const drawn = (): Promise<number[]> =>
      page.locator('#drawn').evaluate((canvas: HTMLCanvasElement) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return [...pixels].filter((_, i) => i % 4 === 0);
      });
    await soon(drawn).not.toEqual(Array(1024).fill(0));
    const middle = await drawn();
    await page.locator('#share').fill('0');
    await soon(drawn).not.toEqual(middle);
    const expected = await redrawn(await page.locator('.swatches.from canvas').first().evaluate(levelsOf));
    const left = await drawn();
    expect(Math.max(...left.map((level, i) => Math.abs(level - (expected[i] ?? NaN))))).toBeLessThanOrEqual(
      1,
    );

    await page.locator('#pad').scrollIntoViewIfNeeded();
    const pad = await page.locator('#pad').boundingBox();
    if (!pad) throw new Error('the pad is not there');
    await page.mouse.move(pad.x + 60, pad.y + 40);
    await page.mouse.down();
    await page.mouse.move(pad.x + 60, pad.y + 180, { steps: 4 });
    await page.mouse.up();
    await soon(() => page.locator('figcaption').first().textContent()).toContain('drawn');

    // A folder with one file that is none: two images, whose lines follow those of the file and the drawing.
    const chosen = join(folder, 'chosen');
    mkdirSync(chosen);
    scans.slice(0, 2).forEach((file, i) => writeFileSync(join(chosen, `scan ${i}.png`), readFileSync(file)));
    writeFileSync(join(chosen, 'notes.txt'), 'no image');
    await page.locator('#folder').setInputFiles(chosen);
    await soon(() => page.locator('.progress-line').textContent()).toBe(
      '4 read; 1 files that are no images were left out',
    );
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#csv').click()]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe(
      'file,read as,class 1,confidence 1,class 2,confidence 2,class 3,confidence 3,class 4,confidence 4,fault',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join())).toEqual([
      `${name},scan`,
      'drawn,handprint',
      'chosen/scan 0.png,scan',
      'chosen/scan 1.png,scan',
    ]);
    const [, , best, confidence] = lines[1]?.split(',') ?? [];
    expect(best).toBe(top[0]?.name);
    expect(Number(confidence)).toBeCloseTo(top[0]?.confidence ?? NaN, 5);

    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 1280, 1920]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        expect(await overflowing(page), `${colorScheme}, ${width} px`).toEqual([]);
        if (width === 390) expect(await accessibilityFaults(page), colorScheme).toEqual([]);
      }

    await soon(() => page.locator('#offline').textContent()).toContain('without a network from now on');
    await context.setOffline(true);
    await page.reload();
    await ready(page);
    await page.locator('#files').setInputFiles(scan);
    await soon(() => candidates.first().textContent()).toBe(top[0]?.name);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('is used with the keyboard alone, shows where it is, and tells a screen reader the answer', async () => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const { page, faults } = await openPage(context, '?backend=wasm');
    await ready(page);
    // Listened to early: a busy browser opens a dialog of its own before it knows that somebody listens.
    const chooser = new Promise<FileChooser>((resolve) => page.once('filechooser', resolve));
    /** Presses Tab until an element has the focus; the stops on the way, each with whether it is seen. */
    const tabTo = async (id: string): Promise<string[]> => {
      for (const unseen: string[] = []; ;) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(focusedElement);
        if (!stop.visible) unseen.push(stop.id);
        if (stop.id === id) return unseen;
        if (stop.id === 'BODY') throw new Error(`Tab does not lead to ${id}`);
      }
    };
    expect(await tabTo('files')).toEqual([]);
    await page.keyboard.press('Enter');
    const scans = files('target').slice(0, 2);
    await (await chooser).setFiles(scans[0] as string);

    // What a screen reader is told, and what it finds: names of all that can be used, and the answer.
    const name = page.locator('.candidates .name').first();
    await soon(() => page.locator('#told').textContent()).toMatch(/\.png is read as c00\d, \d+\.\d\u00a0%$/);
    expect(await page.locator('#told').getAttribute('aria-live')).toBe('polite');
    expect(await page.locator('#told').textContent()).toContain(`read as ${await name.textContent()},`);
    const heard = await page.locator('body').ariaSnapshot();
    for (const text of [
      'button "Choose images"',
      'button "Choose a folder"',
      'button "Photograph"',
      'application "Drawing pad.',
      'radio "rubbings, scans, photographs" [checked]',
      `img "handprinted example of ${await name.textContent()}"`,
      'checkbox "where they looked" [checked]',
      'slider "From the left texture to the right one"',
      'img "the glyph in the chosen texture"',
      'button "Save as CSV"',
      'region "All images"',
    ])
      expect(heard).toContain(text);

    expect(await tabTo('share')).toEqual([]);
    const drawn = () => page.locator('#drawn').evaluate(levelsOf);
    const before = await drawn();
    await page.keyboard.press('End');
    expect(await page.locator('#share').inputValue()).toBe('100');
    await soon(drawn).not.toEqual(before);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    expect(await page.locator('#share').inputValue()).toBe('97');

    await page.locator('#files').setInputFiles(scans);
    await soon(() => page.locator('#told').textContent()).toBe('2 images are read; the table lists them');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('reads what is pasted and what a camera sees', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const context = await browser.newContext({ serviceWorkers: 'block', permissions });
    const { page, faults } = await openPage(context, '?backend=wasm');
    await ready(page);
    const caption = (): Promise<string | null> => page.locator('figcaption').first().textContent();
    const size = (): Promise<number[]> =>
      page
        .locator('.glyphs img')
        .evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight]);
    await page.evaluate(
      async (bytes) => {
        const image = new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], { type: 'image/png' });
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })]);
      },
      base64(files('target')[0] as string),
    );
    await page.keyboard.press('Control+V');
    await soon(caption).toBe('image.png · a rubbing');
    expect(await size()).toEqual([32, 32]);

    await page.locator('#camera').focus();
    await page.keyboard.press('Enter');
    await soon(() => page.locator('#shoot').isEnabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('#shoot').click();
    await soon(caption).toBe('photograph · a rubbing');
    expect((await size())[0]).toBeGreaterThan(300);
    const camera = page.locator('#camera-view');
    expect(await camera.evaluate((video: HTMLVideoElement) => video.srcObject)).toBeNull();

    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('Permission denied'));
    });
    await page.locator('#camera').click({ force: true });
    await soon(() => page.locator('#camera-fault').textContent()).toBe(
      "The camera can't be used: Permission denied. Choose an image instead.",
    );
    await page.keyboard.press('Escape');
    expect(await page.locator('#viewfinder').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says of which candidates it has no example, and shows the reading on a narrow screen', async () => {
    const viewport = { width: 390, height: 800 };
    const context = await browser.newContext({ serviceWorkers: 'block', viewport });
    const page = await context.newPage();
    const { examples, ...others } = model();
    // The fourth example is one of the third class.
    const classes = [0, 1, 2, 2];
    const body = JSON.stringify({ ...others, examples: { ...(examples as object), classes } });
    await page.route('**/model.json', (route) => route.fulfill({ body }));
    await page.goto(`${address}?backend=wasm`);
    await ready(page);
    await page.locator('#files').setInputFiles(files('target')[0] as string);
    await soon(() => page.locator('.lacking').textContent()).toMatch(/when this page was made: c003$/);
    const top = () => page.locator('#reading').evaluate((section) => section.getBoundingClientRect().top);
    await soon(top).toBeLessThan(400);
    expect(await page.locator('.no-example').allTextContents()).toEqual(['no example']);
    expect(await page.locator('.candidates li:has(.no-example) .name').textContent()).toBe('c003');
    await context.close();
  });

  it('says in words what is wrong with images, and executes nothing in them', async () => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const { page, faults } = await openPage(context, '?backend=wasm');
    await ready(page);
    const attack = '<img src=x onerror="window.taken=1">';
    const whole = readFileSync(files('target')[0] as string);
    const huge = Buffer.from(whole);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" onload="window.taken=1"><script>window.taken=1</script></svg>';
    await page.locator('#files').setInputFiles([
      { name: `${attack}.png`, mimeType: 'image/png', buffer: whole },
      { name: 'b empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
      { name: 'c cut.png', mimeType: 'image/png', buffer: whole.subarray(0, 60) },
      { name: 'd huge.png', mimeType: 'image/png', buffer: huge },
      { name: 'e drawing.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) },
      { name: 'f scan.tif', mimeType: 'image/tiff', buffer: Buffer.from('II*\0\x08\0\0\0') },
    ]);
    await soon(() => page.locator('.progress-line').textContent()).toBe('6 read');
    expect(await page.locator('tbody tr').allTextContents()).toEqual([
      expect.stringContaining(`${attack}.png`),
      expect.stringContaining('not read: the file is empty'),
      expect.stringContaining('not read: it is damaged'),
      expect.stringContaining('not read: it has 60000 x 60000 pixels; at most 25 million are read'),
      expect.stringContaining('not read: it is a drawing or a document'),
      expect.stringContaining('not read: browsers do not read TIFF files'),
    ]);
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });

  const hostile: [string, string, () => string | Buffer, RegExp][] = [
    ['text', 'model.json', () => '<script>window.taken=1</script>', /model\.json is damaged: it is not JSON/],
    [
      'a network beyond all memory',
      'model.json',
      () => JSON.stringify({ ...model(), model: { ...(model()['model'] as object), width: 1e9 } }),
      /model\.json is damaged: model\.width/,
    ],
    ['half of a text', 'model.json', () => JSON.stringify(model()).slice(0, 900), /model\.json is damaged/],
    [
      'a deep nest',
      'model.json',
      () =>
        JSON.stringify({ ...model(), title: 0 }).replace(
          '"title":0',
          `"title":${'['.repeat(1e5)}${']'.repeat(1e5)}`,
        ),
      /model\.json is damaged: title/,
    ],
    [
      'another network',
      'model.json',
      () => JSON.stringify({ ...model(), model: { ...(model()['model'] as object), width: 8 } }),
      /model\.safetensors: tensor enc_shared\.conv1\.weight: shape/,
    ],
    [
      'a cut file',
      'model.safetensors',
      () => Buffer.alloc(100),
      /model\.safetensors is damaged: it has 100 bytes/,
    ],
    [
      'a pickle of the right size',
      'model.safetensors',
      () => {
        const bytes = readFileSync(join(site, 'model.safetensors'));
        bytes.write('PK\x03\x04', 'latin1');
        return bytes;
      },
      /model\.safetensors: this is a file of PyTorch's torch\.save/,
    ],
    [
      'shapes that lie',
      'model.safetensors',
      () => {
        const bytes = readFileSync(join(site, 'model.safetensors'));
        bytes.write(bytes.toString('latin1', 0, 4096).replace(/"shape":\[\d/, '"shape":[9'), 'latin1');
        return bytes;
      },
      /model\.safetensors: tensor \S+: .* bytes/,
    ],
    ['no image', 'samples.png', () => 'nothing', /samples\.png/],
    [
      'a drawing with a program',
      'examples.png',
      () => '<svg xmlns="http://www.w3.org/2000/svg"><script>window.taken=1</script></svg>',
      /examples\.png is damaged: it is no image of 128 x 32 pixels/,
    ],
    [
      'an image beyond all memory',
      'examples.png',
      () => {
        const bytes = readFileSync(join(site, 'examples.png'));
        bytes.writeUInt32BE(30_000, 16);
        bytes.writeUInt32BE(30_000, 20);
        return bytes;
      },
      /examples\.png is damaged: it is no image of 128 x 32 pixels/,
    ],
  ];
  it.each(hostile)('says in words what is wrong: %s as %s', async (_, file, content, words) => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.route(`**/${file}`, (route) => route.fulfill({ body: content() }));
    await page.goto(`${address}?backend=wasm`);
    await soon(() => page.locator('#status .bad').textContent()).toMatch(words);
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    await context.close();
  });
});

/** The element with the focus, and whether an outline shows it: its own, or that of a label or picture that stands for it. */
function focusedElement(): { id: string; visible: boolean } {
  const element = document.activeElement ?? document.body;
  const visible = [element, element.closest('label'), element.nextElementSibling].some((each) => {
    if (!each) return false;
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(each);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && Number(opacity) > 0;
  });
  return { id: element.id || element.tagName, visible };
}

/** Grey levels of a canvas. */
const levelsOf = (canvas: HTMLCanvasElement | SVGElement): number[] => {
  const { width, height } = canvas as HTMLCanvasElement;
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  return [...pixels].filter((_, i) => i % 4 === 0);
};

/** The first scan in the texture of a handprint of these levels, by the networks of the run. */
async function redrawn(texture: number[]): Promise<number[]> {
  const { separation } = method;
  if (!separation) throw new Error('the method does not separate');
  const structure = await loadImages(subset(testOf('target'), [0]), 32);
  const handprint = tf.tensor4d(
    texture.map((level) => (level / 255 - 0.5) / 0.5),
    [1, 32, 32, 1],
  );
  const images = combine(
    separation,
    { images: structure, domain: 'target' },
    { images: handprint, domain: 'source' },
  );
  const [tile] = await toTiles(images);
  tf.dispose([structure, handprint, images]);
  return [...(tile?.data ?? [])];
}
