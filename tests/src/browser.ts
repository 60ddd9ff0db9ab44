import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { packagedBrowser } from './packaged-browser.js';

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The system's Chromium, or where it has none that of an npm package.
 * @param args more of its flags
 * @throws Error telling what to install
 */
export async function launchBrowser(args: readonly string[] = ['--disable-gpu']): Promise<Browser> {
  const installed = places.find((place) => place !== undefined && existsSync(place));
  const program = installed ? { executablePath: installed } : await packagedBrowser();
  if (!program)
    throw new Error(
      'these tests open pages in Chromium, which was not found: install it (macOS: brew install --cask google-chrome), or name it in CHROMIUM',
    );
  return chromium.launch({
    ...program,
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run', ...args],
  });
}

/** A page that was opened from its file, and all that went wrong with it. */
export interface OpenPage {
  page: Page;
  /** errors, warnings, dialogs, and requests that would leave the machine */
  faults: string[];
}

/** Opens a file in a context that has no network. */
export async function openFile(context: BrowserContext, path: string): Promise<OpenPage> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  return { page, faults };
}

/** What is broader than the window: the page itself, or what stands out of it without being scrolled by a box of its own. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? ['the page'] : [];
    for (const element of document.querySelectorAll('main *:not(svg *), header *, nav *, footer *')) {
      const { right, width: own } = element.getBoundingClientRect();
      if (own > 0 && right > width + 1 && !element.closest('.scroll'))
        found.push(`${element.tagName}.${element.className}: ${right} of ${width}`);
    }
    return found;
  });
}

/** Letters in visible plots that are smaller than this many pixels, as drawn. */
export function smallLetters(page: Page, pixels: number): Promise<string[]> {
  return page.evaluate((least) => {
    const found: string[] = [];
    for (const svg of document.querySelectorAll<SVGSVGElement>('figure.plot svg')) {
      const { width } = svg.getBoundingClientRect();
      const scale = width / svg.viewBox.baseVal.width;
      if (width === 0) continue;
      for (const text of svg.querySelectorAll('text')) {
        const size = scale * parseFloat(getComputedStyle(text).fontSize);
        if (text.textContent && size < least)
          found.push(`${svg.closest('figure')?.dataset.name}: ${text.textContent} at ${size.toFixed(1)} px`);
      }
    }
    return found;
  }, pixels);
}

/**
 * Serious and critical faults that axe-core finds, each with the first place of it.
 * @param rules by default all
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  // A drawing is one image to whoever does not see it: its parts are no elements of the page.
  const { violations } = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: typeof axe }).axe.run(
        { exclude: ['figure.plot svg > *'] },
        { resultTypes: ['violations'], ...(runOnly && { runOnly }) },
      ),
    rules,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}, first ${nodes[0]?.html.slice(0, 200)})`);
}
