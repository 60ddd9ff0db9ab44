/**
 * Measures in Chromium how soon a page of `jiagu export --format web` answers, and the longest task of its main thread from
 * the arrival of images until all are read. Each of three rounds opens the page anew, with nothing cached.
 *
 *     CHROMIUM=/usr/bin/chromium node tools/page-times/measure.mjs ADDRESS IMAGE...
 */
import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const ROUNDS = 3;
const [, , address, ...images] = process.argv;
if (images.length === 0) throw new Error('usage: node tools/page-times/measure.mjs ADDRESS IMAGE...');

const executablePath = process.env.CHROMIUM;
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });

/** Runs in the page: notes when it is ready and when it has answered, and the tasks of over 50 ms between. */
function watch() {
  window.noted = { tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.noted.tasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver(() => {
    if (document.documentElement.dataset.ready) window.noted.ready ??= performance.now();
    if (document.querySelector('.candidates')) window.noted.answered ??= performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Runs in the page: drops images on it. */
function drop(images) {
  const dataTransfer = new DataTransfer();
  for (const [bytes, name] of images)
    dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
  window.noted.dropped = performance.now();
  document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
}

const rows = [];
for (let round = 0; round < ROUNDS; round++) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(address);
  await page.locator('html[data-ready]').waitFor({ state: 'attached', timeout: 300_000 });
  await page.evaluate(
    drop,
    images.map((image) => [readFileSync(image, 'base64'), basename(image)]),
  );
  await page.locator('.candidates').waitFor({ timeout: 300_000 });
  await page
    .locator('tbody tr')
    .nth(images.length - 1)
    .waitFor({ timeout: 300_000 });
  // The glyph in another texture comes last.
  await page.waitForTimeout(1000);
  const { ready, dropped, answered, tasks } = await page.evaluate(() => window.noted);
  const longest = (from, to) =>
    Math.round(
      Math.max(0, ...tasks.filter(([start]) => start >= from && start < to).map(([, took]) => took)),
    );
  rows.push({
    'ready, ms': Math.round(ready),
    'drop to answer, ms': Math.round(answered - dropped),
    'load to answer, ms': Math.round(ready + answered - dropped),
    'longest task while loading, ms': longest(0, ready),
    'longest task from the drop on, ms': longest(dropped, Infinity),
  });
  await context.close();
}
await browser.close();
console.log('0 for a longest task: none took over 50 ms');
console.table(rows);
