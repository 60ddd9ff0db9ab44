import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareRuns } from '../comparison/compare-runs.js';
import { describeComparison } from '../comparison/describe-comparison.js';
import { writeFakeGeneratorRun } from '../testing/fake-generator-run.js';
import { writeReport } from '../write-report.js';
import { TRANSLATION_PICTURES } from './translation.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'translation-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Makes the run of a generator that of a translation. */
async function writeTranslationRun({ aborted = false } = {}): Promise<void> {
  await writeFakeGeneratorRun(folder, { title: 'CycleGAN', aborted });
  const change = (file: string, by: (content: Record<string, unknown>) => object) => {
    const path = join(folder, file);
    const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...content, ...by(content) }));
  };
  change('config.yaml', () => ({ method: { name: 'cyclegan' } }));
  if (aborted) return;
  change('evaluation.json', ({ generation }) => ({
    translation: [
      { ...(generation as object), from: 'source', untranslated: { kid: 0.42, labelCorrectness: 0.125 } },
      { ...(generation as object), from: 'target', domain: 'source', untranslated: { kid: 0.36 } },
    ],
  }));
  const samples = join(folder, 'samples');
  copyFileSync(join(samples, 'generated.png'), join(samples, TRANSLATION_PICTURES.strips));
  for (const file of ['generated', 'real', 'nearest', 'interpolations', 'truncation'])
    rmSync(join(samples, `${file}.png`));
}

it('the report of a translation shows both directions beside untranslated images, and the comparison its figures', async () => {
  await writeTranslationRun();
  const page = readFileSync(await writeReport(folder), 'utf8');
  const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(['translation', 'measures', 'drawing', 'players', 'losses', 'setup']);
  expect(page).toMatch(/From source to target<\/h3>/);
  expect(page).toMatch(/From target to source<\/h3>/);
  const kid = (untranslated: string) =>
    new RegExp(`KID\\s*</th>\\s*<td>0\\.0132</td>\\s*<td>${untranslated}</td>\\s*<td>0\\.0004</td>`);
  expect(page).toMatch(kid('0\\.4200'));
  expect(page).toMatch(kid('0\\.3600'));
  expect(page).toContain('<strong>Translations.</strong>');
  expect(page).toContain('The same test images at every step');
  expect(page).not.toContain('The same noise');
  const table = describeComparison(await compareRuns([folder]));
  expect(table).toMatch(/\| CycleGAN +\|.*0\.0132/);
});

it('shows what an aborted translation has left', async () => {
  await writeTranslationRun({ aborted: true });
  const page = readFileSync(await writeReport(folder), 'utf8');
  expect(page).toContain('This run has not finished');
  expect(page).toContain('The same test images at every step');
});
