import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { compareRuns, writeComparison, writeReport } from '@jiagu/report';
import { writeFakeGeneratorRun, writeFakeRun } from '@jiagu/report/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, launchBrowser, openFile, overflowing, smallLetters } from './browser.js';
import { jiagu } from './command.js';
import { writeStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-pages-'));
const attack = `<script>window.taken=1</script>"><img src=x onerror="window.taken=1">`;
const pages = {
  trained: join(folder, 'runs', 'tiny', 'report.html'),
  large: join(folder, 'runs', 'large', 'report.html'),
  aborted: join(folder, 'runs', 'aborted', 'report.html'),
  generator: join(folder, 'runs', 'generator', 'report.html'),
  comparison: join(folder, 'compared', 'compare.html'),
};
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  writeStudy(folder);
  const few = ['training.steps=16', 'training.compile=false'].flatMap((set) => ['--set', set]);
  const { code, stderr } = await jiagu(['train', '--config', 'study.yaml', '--threads', '1', ...few], folder);
  expect(code, stderr).toBe(0);

  const classNames = [attack, ...Array.from({ length: 240 }, (_, i) => `class ${i}`)];
  const long = { steps: 250_000, every: 30, title: attack };
  await writeFakeRun(join(folder, 'runs', 'large'), { ...long, classNames });
  await writeFakeRun(join(folder, 'runs', 'aborted'), { classNames: ['ox', 'moon'], aborted: true });
  const runs = ['large', 'aborted'].map((name) => join(folder, 'runs', name));
  for (const run of runs) await writeReport(run);
  const generator = join(folder, 'runs', 'generator');
  await writeFakeGeneratorRun(generator, { classNames: classNames.slice(0, 8), title: attack });
  await writeReport(generator);
  const again = join(folder, 'runs', 'again');
  await writeFakeRun(again, { classNames, title: 'another', wrong: [25, 0, 3] });
  await writeComparison(join(folder, 'compared'), await compareRuns([...runs, again]));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

it.each(Object.keys(pages) as (keyof typeof pages)[])(
  'the page %s has no error, overflow, request or serious accessibility fault, light and dark, at any width',
  async (name) => {
    const context = await browser.newContext({ offline: true });
    const { page, faults } = await openFile(context, pages[name]);
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 1280, 1920]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const where = `${colorScheme}, ${width} px`;
        expect(await overflowing(page), where).toEqual([]);
        expect(await smallLetters(page, 8), where).toEqual([]);
        // Colours do not change with the width, the outline not with the colours.
        if (width === 390)
          expect(
            await accessibilityFaults(page, colorScheme === 'dark' ? ['color-contrast'] : undefined),
            where,
          ).toEqual([]);
      }
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  },
);

describe('a report', () => {
  it('of 241 classes and 250,000 steps is complete and below ten megabytes', async () => {
    expect(statSync(pages.large).size).toBeLessThan(10e6);
    const context = await browser.newContext();
    const { page } = await openFile(context, pages.large);
    expect(await page.locator('h1').textContent()).toBe(attack);
    expect(await page.locator('[data-name=class-accuracy] .wide path[data-tip]').count()).toBe(241);
    const sections = await page.locator('main > section').evaluateAll((all) => all.map(({ id }) => id));
    expect(sections.filter(Boolean)).toEqual([
      'progress',
      'swap',
      'classes',
      'mistakes',
      'embedding',
      'discriminators',
      'losses',
      'setup',
    ]);
    const pictures = await page.locator('figure.picture figcaption strong').allTextContents();
    expect(pictures).toHaveLength(5);
    await context.close();
  });

  it('tells the numbers of a plot at the pointer, and gives it away as SVG, PNG and CSV', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
    const { page, faults } = await openFile(context, pages.trained);
    const plot = page.locator('[data-name=accuracy]');
    const mark = plot.locator('.wide path[data-tip]').last();
    await mark.scrollIntoViewIfNeeded();
    // Scrolling hides what is told, a frame later.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await mark.hover();
    const told = (await page.locator('.tip.shown').textContent()) ?? '';
    const { source, target } = JSON.parse(
      readFileSync(join(folder, 'runs', 'tiny', 'evaluation.json'), 'utf8'),
    );
    const share = ({ accuracy }: { accuracy: number }): string => `${(100 * accuracy).toFixed(1)}\u00a0%`;
    expect(told).toBe(`step 16: source ${share(source)}, target ${share(target)}`);
    const saved = async (format: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        plot.getByRole('button', { name: format }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`accuracy.${format.toLowerCase()}`);
      return readFileSync(await download.path());
    };
    await plot.locator('summary', { hasText: 'Save' }).click();
    const svg = (await saved('SVG')).toString();
    expect(svg).toMatch(/^<svg [\s\S]*<title>step 16: /);
    expect(svg).not.toContain('var(');
    expect((await saved('PNG')).subarray(1, 4).toString()).toBe('PNG');
    const lines = (await saved('CSV')).toString().trim().split('\n');
    expect(lines[0]).toBe('step,accuracy,domain');
    expect(lines.at(-1)).toBe(`16,${Number(target.accuracy.toPrecision(6))},target test`);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('of an unfinished run reads itself anew and stays where the reader is, until that is switched off', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.clock.install();
    const { page, faults } = await openFile(context, pages.aborted);
    await page.locator('details:not(.save) > summary').last().click();
    await page.evaluate(() => scrollTo(0, 700));
    const state = () =>
      page.evaluate(() => [
        scrollY,
        [...document.querySelectorAll('details')].filter(({ open }) => open).length,
      ]);
    const mark = () => page.evaluate(() => Object.assign(window, { stillHere: true }));
    await mark();
    await Promise.all([page.waitForEvent('load'), page.clock.runFor(21_000).catch(() => undefined)]);
    expect(await state()).toEqual([700, 1]);
    await page.getByRole('checkbox').uncheck();
    await mark();
    await page.clock.runFor(60_000);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);
    expect(faults).toEqual([]);
    const finished = await openFile(context, pages.trained);
    expect(await finished.page.locator('.live').count()).toBe(0);
    await context.close();
  });

  it('can be read without its script and printed on white from the dark', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' });
    const { page } = await openFile(context, pages.trained);
    expect(await page.locator('#setup').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    await context.close();
  });

  it('is walked through with the keyboard', async () => {
    const context = await browser.newContext();
    const { page } = await openFile(context, pages.trained);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the result');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Tab');
    const first = await page.evaluate(() => document.activeElement?.tagName);
    expect(first).toBe('SUMMARY');
    await context.close();
  });
});
