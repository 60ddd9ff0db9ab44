import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRun, type Run } from '../run-folder.js';
import { writeFakeGeneratorRun, type FakeGeneratorRunOptions } from '../testing/fake-generator-run.js';
import { writeReport } from '../write-report.js';
import { generated } from './generated.js';
import { headline } from './headline.js';
import { players } from './players.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'generator-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function runOf(options: FakeGeneratorRunOptions = {}): Promise<Run> {
  await writeFakeGeneratorRun(folder, options);
  return readRun(folder);
}

const sectionsOf = (page: string): (string | undefined)[] =>
  [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
const picturesOf = async (run: Run): Promise<(string | undefined)[]> =>
  [...((await generated(run))?.body.text ?? '').matchAll(/<strong>([^<]+)<\/strong>/g)].map(
    ([, name]) => name,
  );

describe('the report of a generator', () => {
  it('leads with KID, recall and authenticity beside their floors, draws every curve, and shows nothing of recognition', async () => {
    await writeFakeGeneratorRun(folder);
    const page = readFileSync(await writeReport(folder), 'utf8');
    expect(page).toMatch(/<h2>KID<\/h2>[\s\S]*?0\.0132<\/p>[\s\S]*?± 0\.0011 over subsets;\s+floor 0\.0004/);
    expect(page).toMatch(/<h2>recall<\/h2>[\s\S]*?55\.0\u00a0%<\/p>[\s\S]*?floor 84\.0\u00a0%/);
    expect(page).toMatch(/<h2>authenticity<\/h2>[\s\S]*?61\.0\u00a0%<\/p>[\s\S]*?floor 52\.0\u00a0%/);
    expect(page).toMatch(/<dt>checkpoint<\/dt>\s*<dd>best by kid<\/dd>/);
    expect(page).toMatch(/500 images, by grey levels of 16 x 16 pixels/);
    expect(page).not.toMatch(/test accuracy|oracle|not measured/);
    expect(sectionsOf(page)).toEqual(['generated', 'measures', 'drawing', 'players', 'losses', 'setup']);
    expect(page).toMatch(
      /<th scope="row">\s*KID\s*<\/th>\s*<td>0\.0132 ± 0\.0011<\/td>\s*<td>0\.0004 ± 0\.0009<\/td>/,
    );
    const measures = [
      'authenticity',
      'coverage',
      'density',
      'diversity',
      'fid',
      'inceptionScore',
      'kid',
      'precision',
      'recall',
    ];
    const plots = readdirSync(join(folder, 'plots')).filter((name) => name.endsWith('.svg'));
    expect(plots.sort()).toEqual(
      [
        'augmentation',
        'critic-accuracy',
        'critic-score-histograms',
        'critic-scores',
        'gradient-norms',
        'learning-rates',
        'loss-1-critic',
        'loss-2-generator',
        ...measures.map((name) => `measure-${name}`),
      ].map((name) => `${name}.svg`),
    );
    // 40 % at the last step, as logged.
    expect(page).toMatch(/Probability of the adaptive augmentation, at the end probability 40\u00a0%/);
    expect(page).toMatch(/50 %: it guesses/);
    expect(page).toMatch(
      /Distribution of the critic’s scores[^"]*: step 100 [^"]*; step 500 [^"]*; step 1,000 /,
    );
    expect(page).toMatch(
      /Balanced\.<\/strong>[\s\S]*?\(critic’s accuracy 5\d\u00a0% on real and 5\d\u00a0% on generated images/,
    );
  });

  it('shows samples beside real images without classes, and class by class with them', async () => {
    const rest = ['Nearest training images.', 'From one noise to another.', 'Truncation.'];
    expect(await picturesOf(await runOf())).toEqual(['Generated.', 'Real.', ...rest]);
    rmSync(join(folder, 'samples'), { recursive: true });
    expect(await picturesOf(await runOf({ classNames: ['ox', 'moon'] }))).toEqual([
      'Class by class.',
      ...rest,
    ]);
  });

  it('leaves out what a method without a critic lacks', async () => {
    const run = await runOf({ critic: false });
    expect(await players(run)).toBeUndefined();
    expect(headline(run).text).not.toMatch(/critic/);
    expect(headline(run).text).toMatch(/It still learns\.<\/strong>/);
  });

  it('shows what an aborted run has left', async () => {
    const run = await runOf({ aborted: true });
    expect(await generated(run)).toBeUndefined();
    const { text } = headline(run);
    expect(text).toMatch(/floor 0\.0004; as last measured during the training, at step 1,000/);
    expect(text).toContain('This run has not finished');
  });
});
